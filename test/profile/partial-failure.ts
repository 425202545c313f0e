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
import { BAD, type MemoryPorts } from './memory-ports';
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
} from './start-states';

export interface Scenario {
  name: string;
  /** Creates the start state. */
  prepare(memory: MemoryPorts): Promise<Moment>;
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

async function uploaded(memory: MemoryPorts, bytes?: Uint8Array): Promise<Moment> {
  const old = await showOne(memory);
  const { key, uploadKey } = await uploadOne(memory, bytes);
  return { old: old.key, end: bytes === BAD ? old.key : key, key, uploadKey: uploadKey ?? '' };
}

async function replaced(memory: MemoryPorts): Promise<Moment> {
  const first = await showOne(memory);
  const second = await showOne(memory);
  return { old: second.key, end: first.key, key: first.key, uploadKey: '' };
}

async function due(
  memory: MemoryPorts,
  then: (memory: MemoryPorts) => Promise<unknown>,
): Promise<Moment> {
  const old = await showOne(memory);
  await then(memory);
  memory.clock.advance(25 * HOUR);
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
    prepare: async (memory) => {
      const { key } = await showOne(memory);
      return { old: key, end: key, key, uploadKey: '' };
    },
    act: ask,
  },
  {
    name: 'POST that adopts a photo from before',
    prepare: async (memory) => {
      putLegacyUser(memory, LEGACY);
      memory.storage.put(LEGACY, JPEG, 'image/jpeg');
      return { old: null, end: LEGACY, key: LEGACY, uploadKey: '' };
    },
    act: async (ports, moment) => {
      await ask(ports, moment);
      await confirm(ports, moment);
    },
  },
  { name: 'confirm', prepare: (memory) => uploaded(memory), act: confirm },
  {
    name: 'confirm with a name',
    prepare: async (memory) => ({ ...(await uploaded(memory)), nombre: 'Eva' }),
    act: confirm,
  },
  {
    name: 'confirm of what is no picture',
    prepare: (memory) => uploaded(memory, BAD),
    act: confirm,
  },
  { name: 'processing on read', prepare: (memory) => uploaded(memory), act: read },
  {
    name: 'processing on read, of what is no picture',
    prepare: (memory) => uploaded(memory, BAD),
    act: read,
  },
  {
    name: 'processing a photo from before on read',
    prepare: async (memory) => {
      putLegacyUser(memory, LEGACY);
      memory.storage.put(LEGACY, JPEG, 'image/jpeg');
      return { old: null, end: LEGACY, key: LEGACY, uploadKey: '' };
    },
    act: read,
  },
  {
    name: 'processing by an S3 event',
    prepare: (memory) => uploaded(memory),
    act: (ports, { uploadKey }) => processUpload(ports, uploadKey),
  },
  {
    name: 'bringing back, with a name',
    prepare: async (memory) => ({ ...(await replaced(memory)), nombre: 'Eva' }),
    act: confirm,
  },
  {
    name: 'removing, with a name',
    prepare: async (memory) => ({ ...(await replaced(memory)), end: null, nombre: 'Eva' }),
    act: (ports) => updateProfile(ports, AGENT, { profileImageKey: null, nombre: 'Eva' }, BY),
  },
  {
    name: 'removing while an upload waits',
    prepare: async (memory) => ({ ...(await uploaded(memory)), end: null }),
    act: (ports) => removeImage(ports, AGENT, BY),
  },
  {
    name: 'sweeping what was replaced, superseded, expired and left in its upload key',
    prepare: (memory) =>
      due(memory, async () => {
        const first = memory.store.images()[0];
        await showOne(memory);
        await uploadOne(memory);
        await uploadOne(memory);
        await updateProfile(memory, AGENT, { profileImageKey: first?.key ?? '' }, BY);
        await uploadOne(memory);
      }),
    act: clean,
  },
  {
    name: 'sweeping what another sweep began',
    prepare: async (memory) => {
      const moment = await due(memory, async () => {
        const { imageId } = await issueOne(memory);
        memory.clock.advance(HOUR);
        await getProfile(memory, AGENT, BY);
        const now = memory.clock.now().getTime() / 1000;
        const claim = { now, actor: BY, newId: memory.newId, ...memory.policy };
        await memory.store.commit(
          claimForDeletion(await agentOf(memory), await imageOf(memory, imageId), claim),
        );
      });
      return moment;
    },
    act: clean,
  },
];
