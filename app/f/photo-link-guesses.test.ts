// Links that do not exist, and guesses of tokens, on the real engines.
import { randomBytes } from 'node:crypto';
import { app } from '@/lib/server/compose';
import { newAgent } from '@/test/http/agent';
import {
  dynamoDb,
  follow,
  locationOf,
  newAddress,
  setUpPhotoLinks,
  turnOn,
} from '@/test/http/photo-links';

setUpPhotoLinks('198.54');

describe('links that do not exist', () => {
  /** The links by name, each with its path and headers. */
  async function misses(): Promise<Map<string, [string, Record<string, string>?]>> {
    const agent = await newAgent();
    const ended = await turnOn(agent);
    const renewed = await turnOn(agent, { audience: 'anyone', renew: true });
    const erased = await newAgent();
    const erasedPath = await turnOn(erased);
    await app().eraseUser(erased.userId);
    return new Map([
      ['unknown', [`/f/${randomBytes(16).toString('base64url')}.jpg`]],
      ['ended', [ended]],
      ['of an erased user', [erasedPath]],
      ['for the team', [await turnOn(await newAgent(), { audience: 'team' })]],
      ['too short', ['/f/A.jpg']],
      ['too long', [`/f/${'A'.repeat(4000)}.jpg`]],
      ['of another type', [renewed.replace('.jpg', '.png')]],
      ['in capitals', [renewed.replace('.jpg', '.JPG')]],
      ['with a suffix', [renewed.replace('.jpg', 'A.jpg')]],
      ['empty', ['/f/.jpg']],
      ['percent-encoded', ['/f/%2e%2e%2f%00.jpg']],
      ['of other characters', ['/f/ñandú{}.jpg']],
      ['as long as a hash', [`/f/${'a'.repeat(43)}.jpg`]],
    ]);
  }

  test('cause the same calls and get the same response, which is no redirect', async () => {
    const seen = new Map<string, unknown>();
    for (const [what, [path, headers]] of await misses()) {
      const calls = dynamoDb.calls.length;
      const response = await follow(path, headers);
      const body = await response.text();
      response.headers.delete('x-request-id');
      seen.set(what, {
        status: response.status,
        headers: [...response.headers],
        body,
        calls: dynamoDb.calls.slice(calls),
      });
    }
    const [unknown] = seen.values();
    expect(unknown).toMatchObject({ status: 404, calls: ['GetItem', 'UpdateItem'] });
    expect((unknown as { body: string }).body).toContain('link_not_found');
    for (const one of seen.values()) expect(one).toEqual(unknown);
  });

  test('a hit costs one read', async () => {
    const path = await turnOn(await newAgent());
    const calls = dynamoDb.calls.length;
    await locationOf(path);
    expect(dynamoDb.calls.slice(calls)).toEqual(['GetItem']);
  });
});

describe('guesses', () => {
  const LIMIT = 100;
  const guess = () => `/f/${randomBytes(16).toString('base64url')}.jpg`;

  test('of two thousand from one network, a hundred are looked up; then even a valid one is refused', async () => {
    const right = await turnOn(await newAgent());
    // The addresses of one IPv6 network count together.
    const from = (n: number) => ({ 'x-forwarded-for': `2001:db8:7:7::${n.toString(16)}` });
    const calls = dynamoDb.calls.length;
    const statuses: Record<number, number> = {};
    for (let n = 1; n <= 2000; n++) {
      const { status } = await follow(guess(), from(n));
      statuses[status] = (statuses[status] ?? 0) + 1;
    }
    expect(statuses).toEqual({ 404: LIMIT, 429: 2000 - LIMIT });
    expect(dynamoDb.calls.slice(calls).filter((call) => call === 'GetItem')).toHaveLength(LIMIT);
    const refused = await follow(right, from(1));
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect((await follow(right)).status).toBe(302);
  });

  test('a network that follows only valid links is not limited', async () => {
    const path = await turnOn(await newAgent());
    const address = { 'x-forwarded-for': newAddress() };
    for (let n = 0; n < 2 * LIMIT; n++) expect((await follow(path, address)).status).toBe(302);
  });

  test('a burst of concurrent guesses is refused once the limit is used up', async () => {
    const path = await turnOn(await newAgent());
    const address = { 'x-forwarded-for': newAddress() };
    const answers = await Promise.all(
      Array.from({ length: 3 * LIMIT }, () => follow(guess(), address)),
    );
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(LIMIT);
    expect((await follow(path, address)).status).toBe(429);
  });
});
