import { underSignal } from '@/lib/server/shared/deadline';
import { UnavailableError } from '@/lib/server/shared/errors';
import { imageGate } from './image-gate';

const MEGAPIXEL = 1_000_000;
const MIB = 1024 * 1024;

/** Starts named work in a gate. Each runs until the test ends it. */
class NamedWork {
  readonly running: string[] = [];
  readonly #ends = new Map<string, () => void>();

  constructor(readonly gate: ReturnType<typeof imageGate>) {}

  hold(name: string, bytes: number): Promise<unknown> {
    return this.gate.hold(bytes, () => this.#work(name));
  }

  decode(name: string, megapixels: number): Promise<unknown> {
    return this.gate.decode(megapixels * MEGAPIXEL, () => this.#work(name));
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  }

  #work(name: string): Promise<void> {
    this.running.push(name);
    return new Promise((resolve) => {
      this.#ends.set(name, () => {
        this.running.splice(this.running.indexOf(name), 1);
        resolve();
      });
    });
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const namedWork = (cores: number) => new NamedWork(imageGate(cores));
const start = (promise: Promise<unknown>) => void promise.catch(() => {});

describe('decoding', () => {
  test('runs one image per core, in order of arrival', async () => {
    const here = namedWork(3);
    for (const name of ['a', 'b', 'c', 'd', 'e']) start(here.decode(name, 1));
    await settled();
    expect(here.running).toEqual(['a', 'b', 'c']);
    await here.end('b');
    expect(here.running).toEqual(['a', 'c', 'd']);
  });

  test('a small image overtakes while a large one is decoded and others wait, on one core too', async () => {
    const here = namedWork(1);
    for (const name of ['large', 'larger', 'third']) start(here.decode(name, 20));
    start(here.decode('small', 1));
    await settled();
    expect(here.running).toEqual(['large', 'small']);
    await here.end('large');
    expect(here.running).toEqual(['small', 'larger']);
  });

  test('large ones share 25 megapixels per two cores, and leave one process for small ones', async () => {
    const here = namedWork(4);
    for (const name of ['a', 'b', 'c', 'd', 'e']) start(here.decode(name, 12));
    await settled();
    expect(here.running).toEqual(['a', 'b', 'c']);
    start(here.decode('small', 4));
    await settled();
    expect(here.running).toEqual(['a', 'b', 'c', 'small']);
  });

  test('a large one is not overtaken by other large ones', async () => {
    const here = namedWork(4);
    start(here.decode('a', 25));
    start(here.decode('b', 20));
    start(here.decode('waits', 25));
    start(here.decode('fits', 5));
    await settled();
    expect(here.running).toEqual(['a', 'b']);
    await here.end('b');
    expect(here.running).toEqual(['a', 'waits']);
  });

  test('a large one at the head gets the next process, however many small ones wait', async () => {
    const here = namedWork(2);
    start(here.decode('s1', 1));
    start(here.decode('s2', 1));
    start(here.decode('large', 25));
    start(here.decode('s3', 1));
    await settled();
    await here.end('s1');
    expect(here.running).toEqual(['s2', 'large']);
  });

  test('an image that fails makes room like any other', async () => {
    const gate = imageGate(1);
    const failing = () =>
      gate.decode(25 * MEGAPIXEL, async () => {
        throw new Error('no');
      });
    for (let time = 0; time < 5; time++) await expect(failing()).rejects.toThrow('no');
    expect(await gate.decode(25 * MEGAPIXEL, async () => 'done')).toBe('done');
  });

  test('an image that declares too many pixels does not wait for ever; validation rejects it', async () => {
    expect(await imageGate(1).decode(2 ** 60, async () => 'done')).toBe('done');
  });
});

describe('memory', () => {
  test('holds 32 of the largest uploads; the next waits, and none overtakes it', async () => {
    const here = namedWork(2);
    for (let index = 0; index < 32; index++) start(here.hold(`${index}`, 2 * MIB));
    start(here.hold('waits', 2 * MIB));
    await settled();
    expect(here.running.length).toBe(32);
    await here.end('7');
    expect(here.running.at(-1)).toBe('waits');
  });

  test('tells an upload whether it is the only one', async () => {
    const gate = imageGate(2);
    const isAlone = (isIt: boolean) => Promise.resolve(isIt);
    expect(await gate.hold(1, isAlone)).toBe(true);
    await gate.hold(1, async () => expect(await gate.hold(1, isAlone)).toBe(false));
    await expect(gate.hold(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.hold(1, isAlone)).toBe(true);
  });

  test('holds 64 small ones', async () => {
    const here = namedWork(2);
    for (let index = 0; index < 100; index++) start(here.hold(`${index}`, 100_000));
    await settled();
    expect(here.running.length).toBe(64);
  });

  test('is used alone by an upload larger than the limit', async () => {
    const here = namedWork(2);
    start(here.hold('immense', 2 ** 40));
    start(here.hold('waits', 1));
    await settled();
    expect(here.running).toEqual(['immense']);
    await here.end('immense');
    expect(here.running).toEqual(['waits']);
  });

  test('with 50 waiting per process, the next is rejected at once, with a Retry-After', async () => {
    const here = namedWork(2);
    for (let index = 0; index < 32 + 100; index++) start(here.hold(`${index}`, 2 * MIB));
    const refused = here.hold('too many', 2 * MIB);
    await expect(refused).rejects.toBeInstanceOf(UnavailableError);
    await expect(refused).rejects.toMatchObject({ retryAfter: 5 });
    await here.end('0');
    start(here.hold('later', 2 * MIB));
    for (let index = 1; index < 132; index++) await here.end(`${index}`);
    expect(here.running).toEqual(['later']);
  });
});

test('work past its deadline leaves both queues and is not started', async () => {
  const here = namedWork(1);
  const late = new AbortController();
  start(here.hold('immense', 2 ** 40));
  start(here.decode('large', 25));
  const waiting = [
    underSignal(late.signal, () => here.hold('late', 1)),
    underSignal(late.signal, () => here.decode('late', 25)),
  ];
  start(here.hold('next', 1));
  start(here.decode('next large', 25));
  late.abort();
  for (const one of waiting) await expect(one).rejects.toBeInstanceOf(UnavailableError);
  await here.end('immense');
  await here.end('large');
  expect(here.running).toEqual(['next', 'next large']);
});
