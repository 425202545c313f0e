// Work for one user goes one after another, however it ends; that of another does not wait.
import { once } from 'node:events';
import { turns } from './turns';

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('work for one user begins when what came before it has ended, and never together', async () => {
  const inTurn = turns();
  const told: string[] = [];
  const work = (name: string) =>
    inTurn('ana', async () => {
      told.push(`${name} begins`);
      await settled();
      told.push(`${name} ends`);
      return name;
    });
  expect(await Promise.all(['a', 'b', 'c'].map(work))).toEqual(['a', 'b', 'c']);
  expect(told).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});

test('a failure is told to who asked alone, and the next one begins', async () => {
  const inTurn = turns();
  const failing = inTurn('ana', () => Promise.reject(new Error('no')));
  const next = inTurn('ana', async () => 'done');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('done');
});

test('nobody waits for another user', async () => {
  const inTurn = turns();
  const done = new AbortController();
  const slow = inTurn('ana', () => once(done.signal, 'abort'));
  expect(await inTurn('eva', async () => 'done')).toBe('done');
  done.abort();
  await slow;
});
