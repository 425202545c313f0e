// Scenarios of users and the sweep, with their start and final states. With any fault in between, the final state must be
// the same.

import { claimForDeletion } from '@/lib/server/profile/domain/deletion-steps';
import type { Ports } from '@/lib/server/profile/ports';
import { getProfile } from '@/lib/server/profile/use-cases/get-profile';
import { issueUpload } from '@/lib/server/profile/use-cases/issue-upload';
import { processUpload } from '@/lib/server/profile/use-cases/process-upload';
import { removeImage } from '@/lib/server/profile/use-cases/remove-image';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { updateProfile } from '@/lib/server/profile/use-cases/update-profile';
import { BAD, type World } from './memory-ports';
import {
  AGENT,
  agentOf,
  BY,
  HOUR,
  imageOf,
  issueOne,
  putLegacyUser,
  showOne,
  uploadOne,
} from './scenes';

export interface Scenario {
  name: string;
  /** Creates the start state. */
  prepare(here: World): Promise<Moment>;
  act(ports: Ports, moment: Moment): Promise<unknown>;
}

export interface Moment {
  /** The key shown at the start. */
  old: string | null;
  /** The key shown at the end. */
  end: string | null;
  /** The key of the action. */
  key: string;
  uploadKey: string;
  /** The first name at the end. */
  nombre?: string;
}

const LEGACY = `profiles/${AGENT}/vieja.jpg`;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

async function uploaded(here: World, bytes?: Uint8Array): Promise<Moment> {
  const old = await showOne(here);
  const { key, uploadKey } = await uploadOne(here, bytes);
  return { old: old.key, end: bytes === BAD ? old.key : key, key, uploadKey: uploadKey ?? '' };
}

async function replaced(here: World): Promise<Moment> {
  const first = await showOne(here);
  const second = await showOne(here);
  return { old: second.key, end: first.key, key: first.key, uploadKey: '' };
}

async function due(here: World, then: (here: World) => Promise<unknown>): Promise<Moment> {
  const old = await showOne(here);
  await then(here);
  here.clock.advance(25 * HOUR);
  return { old: old.key, end: old.key, key: old.key, uploadKey: '' };
}

const confirm: Scenario['act'] = (ports, { key, nombre }) =>
  updateProfile(ports, AGENT, { profileImageKey: key, ...(nombre && { nombre }) }, BY);
const read: Scenario['act'] = (ports) => getProfile(ports, AGENT, BY);
const ask: Scenario['act'] = (ports) =>
  issueUpload(ports, AGENT, { fileName: 'foto.png', contentType: 'image/png' }, BY);
const clean: Scenario['act'] = (ports) => sweep(ports);

export const SCENARIOS: Scenario[] = [
  {
    name: 'POST',
    prepare: async (here) => {
      const { key } = await showOne(here);
      return { old: key, end: key, key, uploadKey: '' };
    },
    act: ask,
  },
  {
    name: 'POST that adopts a photo from before',
    prepare: async (here) => {
      putLegacyUser(here, LEGACY);
      here.storage.put(LEGACY, JPEG, 'image/jpeg');
      return { old: null, end: LEGACY, key: LEGACY, uploadKey: '' };
    },
    act: async (ports, moment) => {
      await ask(ports, moment);
      await confirm(ports, moment);
    },
  },
  { name: 'confirm', prepare: (here) => uploaded(here), act: confirm },
  {
    name: 'confirm with a name',
    prepare: async (here) => ({ ...(await uploaded(here)), nombre: 'Eva' }),
    act: confirm,
  },
  { name: 'confirm of what is no picture', prepare: (here) => uploaded(here, BAD), act: confirm },
  { name: 'processing on read', prepare: (here) => uploaded(here), act: read },
  {
    name: 'processing on read, of what is no picture',
    prepare: (here) => uploaded(here, BAD),
    act: read,
  },
  {
    name: 'processing a photo from before on read',
    prepare: async (here) => {
      putLegacyUser(here, LEGACY);
      here.storage.put(LEGACY, JPEG, 'image/jpeg');
      return { old: null, end: LEGACY, key: LEGACY, uploadKey: '' };
    },
    act: read,
  },
  {
    name: 'processing by an S3 event',
    prepare: (here) => uploaded(here),
    act: (ports, { uploadKey }) => processUpload(ports, uploadKey),
  },
  {
    name: 'bringing back, with a name',
    prepare: async (here) => ({ ...(await replaced(here)), nombre: 'Eva' }),
    act: confirm,
  },
  {
    name: 'removing, with a name',
    prepare: async (here) => ({ ...(await replaced(here)), end: null, nombre: 'Eva' }),
    act: (ports) => updateProfile(ports, AGENT, { profileImageKey: null, nombre: 'Eva' }, BY),
  },
  {
    name: 'removing while an upload waits',
    prepare: async (here) => ({ ...(await uploaded(here)), end: null }),
    act: (ports) => removeImage(ports, AGENT, BY),
  },
  {
    name: 'sweeping what was replaced, superseded, expired and left in its upload key',
    prepare: (here) =>
      due(here, async () => {
        const first = here.store.images()[0];
        await showOne(here);
        await uploadOne(here);
        await uploadOne(here);
        await updateProfile(here, AGENT, { profileImageKey: first?.key ?? '' }, BY);
        await uploadOne(here);
      }),
    act: clean,
  },
  {
    name: 'sweeping what another sweep began',
    prepare: async (here) => {
      const moment = await due(here, async () => {
        const { imageId } = await issueOne(here);
        here.clock.advance(HOUR);
        await getProfile(here, AGENT, BY);
        const now = here.clock.now().getTime() / 1000;
        const claim = { now, actor: BY, newId: here.newId, ...here.policy };
        await here.store.commit(
          claimForDeletion(await agentOf(here), await imageOf(here, imageId), claim),
        );
      });
      return moment;
    },
    act: clean,
  },
];
