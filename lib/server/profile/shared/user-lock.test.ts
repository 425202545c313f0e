// Work for one user is serialized, even after failures; work for different users is parallel.
import { once } from 'node:events';
import { userLocks } from './user-lock';

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('work for one user starts after the earlier work has ended, never in parallel', async () => {
  const withUserLock = userLocks();
  const told: string[] = [];
  const work = (name: string) =>
    withUserLock('ana', async () => {
      told.push(`${name} begins`);
      await settled();
      told.push(`${name} ends`);
      return name;
    });
  expect(await Promise.all(['a', 'b', 'c'].map(work))).toEqual(['a', 'b', 'c']);
  expect(told).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('only the caller gets a failure, and the next work starts', async () => {
  const withUserLock = userLocks();
  const failing = withUserLock('ana', () => Promise.reject(new Error('no')));
  const next = withUserLock('ana', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});

test('work does not wait for other users', async () => {
  const withUserLock = userLocks();
  const done = new AbortController();
  const slow = withUserLock('ana', () => once(done.signal, 'abort'));
  expect(await withUserLock('eva', async () => 'done')).toBe('done');
  done.abort();
  await slow;
});
