// Requests that reach their deadline at each of their calls of S3 and DynamoDB, and the result of the next request.
import { cameraPhoto } from 'odd-images/camera-photo';
import { app } from '@/lib/server/compose';
import { type KeepAlive, underSignal } from '@/lib/server/shared/deadline';
import {
  type Fault,
  type FaultyNetwork,
  faultyNetwork,
  recognizeNodeErrors,
} from '@/test/aws/faulty-network';
import { newAgent, put } from './agent';

let s3: FaultyNetwork;
let dynamoDb: FaultyNetwork;
let photo: Buffer;

/** Opens the networks between the app and its engines; call it before the app is composed. */
export async function openNetworks(): Promise<void> {
  recognizeNodeErrors();
  s3 = await faultyNetwork(process.env.S3_ENDPOINT ?? '');
  dynamoDb = await faultyNetwork(process.env.DYNAMODB_ENDPOINT ?? '');
  process.env.S3_PUBLIC_ENDPOINT = process.env.S3_ENDPOINT;
  process.env.S3_ENDPOINT = s3.url;
  process.env.DYNAMODB_ENDPOINT = dynamoDb.url;
  photo = await cameraPhoto({ width: 90, height: 90, format: 'png' });
}

/** Closes both proxies. */
export async function closeNetworks(): Promise<void> {
  await s3.close();
  await dynamoDb.close();
}

/** Decides on each call of S3 and DynamoDB before the response, counted together. */
export function fail(decide: (nth: number) => Fault): void {
  let count = 0;
  for (const network of [s3, dynamoDb]) {
    network.fail((_, call) => (isDeletion(call) ? undefined : decide(count++)));
  }
}

/** True for a deletion of objects, which happens after the response and has no deadline. */
const isDeletion = (call: string) => call.startsWith('POST ');

const asked = { fileName: 'foto.png', contentType: 'image/png' } as const;

/** Creates a user with a shown photo, and another photo uploaded but not confirmed. */
async function userWithPhotos() {
  fail(() => undefined);
  const { userId } = await newAgent();
  const own = app().forCaller({ userId, kind: 'session', signedInAt: Date.now() });
  const upload = async () => {
    const grant = await own.issueUpload(asked);
    await put(grant.presignedUrl, grant.headers, photo);
    return grant.s3Key;
  };
  const old = await upload();
  await own.updateProfile({ profileImageKey: old });
  return { own, old, key: await upload() };
}
type UserWithPhotos = Awaited<ReturnType<typeof userWithPhotos>>;

export const REQUESTS: Record<string, (who: UserWithPhotos) => Promise<unknown>> = {
  'confirming an upload, with a name': ({ own, key }) =>
    own.updateProfile({ profileImageKey: key, nombre: 'Eva' }),
  'asking for an upload': ({ own }) => own.issueUpload(asked),
  'removing the photo': ({ own }) => own.removeImage(),
  'reading the profile': ({ own }) => own.getProfile(),
  'rendering the page': ({ own }) => own.readProfile(),
};

/**
 * Lets the deadline pass at one call after another, in steps: once before the call reaches the engine, and once after the engine
 * has processed it.
 */
export async function outOfTime(
  request: (who: UserWithPhotos) => Promise<unknown>,
  isDone: boolean,
  step: number,
): Promise<void> {
  let wentThrough = false;
  for (let place = 0; !wentThrough; place += step) {
    const who = await userWithPhotos();
    const controller = new AbortController();
    const rest: Parameters<KeepAlive>[0][] = [];
    let breakConnection = () => {};
    const broken = new Promise<void>((resolve) => {
      breakConnection = resolve;
    });
    const passDeadline = () => {
      controller.abort();
      return broken;
    };
    fail((nth) => {
      if (nth !== place) return undefined;
      return isDone ? { after: passDeadline } : { instead: passDeadline };
    });
    const outcome = await underSignal(
      controller.signal,
      () => request(who),
      (left) => rest.push(left) > 0,
    ).catch((error: unknown) => error);
    wentThrough = !controller.signal.aborted;
    if (!wentThrough) expect(outcome).toMatchObject({ code: 'unavailable', retryAfter: 1 });
    // A call without a deadline is tried again.
    breakConnection();
    await Promise.all(rest);
    fail(() => undefined);
    await expectNothingHalfDone(who);
  }
}

/** Checks that the next request succeeds: with its own result, or with the complete result of a commit whose response was lost. */
async function expectNothingHalfDone({ own, old, key }: UserWithPhotos): Promise<void> {
  const next = await own
    .updateProfile({ profileImageKey: key })
    .then(({ profileImageKey }) => profileImageKey)
    .catch(({ code }) => code);
  // A newer upload was requested, or the photo was removed.
  expect([key, 'superseded']).toContain(next);
  const profile = (await own.readProfile())?.profile;
  expect(next === key ? [key] : [old, null]).toContain(profile?.profileImageKey);
}
