// What the log says of a request that took too long.
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { s3Client } from '@/lib/server/aws/clients';
import { beyondDeadline, inStep, underSignal } from './deadline';

const never = () => new Promise<never>(() => {});

/** Returns the message for the log of a request whose deadline passes once the work has begun. */
async function waitingFor(work: () => Promise<unknown>): Promise<string> {
  const deadline = new AbortController();
  const failure = underSignal(deadline.signal, work).catch((error: Error) => error);
  // The call of a client starts within its queue of microtasks.
  await new Promise(setImmediate);
  deadline.abort();
  const { message, cause } = (await failure) as Error;
  expect(message).toBe('The request took too long');
  return String((cause as Error).message);
}

test('the steps that are still running are named, those that have ended are not', async () => {
  const work = async () => {
    await inStep('the first', async () => {});
    await inStep('a failure', () => Promise.reject(new Error())).catch(() => {});
    await Promise.all([inStep('the second', never), inStep('the third', never)]);
  };
  expect(await waitingFor(work)).toBe('Waiting for: the second, the third');
});

test('so are those beyond the deadline, and those of a step', async () => {
  const work = () => beyondDeadline(() => inStep('the outer', () => inStep('the inner', never)));
  expect(await waitingFor(work)).toBe('Waiting for: the outer, the inner');
});

test('a call of a service is a step', async () => {
  const s3 = s3Client({
    region: 'us-east-1',
    timeout: 1000,
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  s3.config.requestHandler.handle = never;
  const call = () => s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  expect(await waitingFor(call)).toBe('Waiting for: S3.HeadObject');
});
