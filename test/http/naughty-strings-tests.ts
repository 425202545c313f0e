// Strings that break programs, in every field, header and other input: stored unchanged where text is allowed, rejected
// everywhere else.
import { GET as SWEEP } from '@/app/api/cron/sweep/route';
import { GET as GET_HISTORY } from '@/app/api/profile/image/history/route';
import { POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import { redirectEndedSession } from '@/lib/server/auth/redirect-ended-session';
import { problem, profileResponse } from '@/lib/shared/profile-schema';
import { type Agent, makeRequest, newAgent } from './agent';
import { liftLimits } from './lift-limits';
import { NAUGHTY_STRINGS } from './naughty-strings';
import type { Sample } from './sample';

/** Defines the tests. @param sample selects the texts */
export function testNaughtyStrings(sample: Sample): void {
  const strange = sample(NAUGHTY_STRINGS.strange);
  const forbidden = sample(NAUGHTY_STRINGS.forbidden);
  const every = [...strange, ...forbidden];
  /** Strings valid in a header; client libraries reject the others before sending. */
  const inHeaders = every.filter((text) => isHeaderValue(text));

  /** Several users, since the changes of one user are serialized. */
  let agents: Agent[];

  beforeAll(async () => {
    liftLimits();
    process.env.CRON_SECRET = 'a secret of the scheduler';
    agents = await Promise.all(Array.from({ length: 8 }, () => newAgent()));
  });

  /** Tries each text, distributed among the users, who work in parallel. */
  async function tryEach(
    texts: string[],
    attempt: (text: string, agent: Agent) => Promise<void>,
  ): Promise<void> {
    const shares = agents.map(async (agent, place) => {
      const share = texts.filter((_, index) => index % agents.length === place);
      for (const text of share) await attempt(text, agent);
    });
    await Promise.all(shares);
  }

  function isHeaderValue(text: string): boolean {
    try {
      new Headers({ x: text });
      return true;
    } catch {
      return false;
    }
  }

  test('there are more than 150, and more than 100 are valid in a header', () => {
    const { strange, forbidden } = NAUGHTY_STRINGS;
    const all = [...strange, ...forbidden];
    expect(all.length).toBeGreaterThan(150);
    expect(all.filter(isHeaderValue).length).toBeGreaterThan(100);
  });

  test('names are stored from their first visible character, in normal form, or rejected', async () => {
    await tryEach(strange, async (text, agent) => {
      const response = await PUT(
        agent.request('PUT', '/api/profile', { nombre: text, apellido: text }),
      );
      expect([text, response.status]).toEqual([text, 200]);
      const { nombre, apellido } = profileResponse.parse(await response.json());
      const stored = text.normalize('NFC').trim();
      expect(apellido).toBe(nombre);
      expect(stored.endsWith(nombre)).toBe(true);
      const cut = stored.slice(0, stored.length - nombre.length);
      expect(cut).toMatch(/^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]*$/u);
      expect(nombre).not.toMatch(/^[\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800]/u);
    });
    await tryEach(forbidden, async (text, agent) => {
      const response = await PUT(
        agent.request('PUT', '/api/profile', { nombre: text, apellido: text }),
      );
      expect([text, response.status]).toEqual([text, 400]);
      const { errors = [] } = problem.parse(await response.json());
      // Only the first name must not be empty.
      const isEmpty = errors.every(({ message }) => message === 'must not be empty');
      const fields = isEmpty ? ['nombre'] : ['nombre', 'apellido'];
      expect([text, new Set(errors.map(({ field }) => field))]).toEqual([text, new Set(fields)]);
    });
  });

  test('a file name is only displayed: it is in no key, URL or header', async () => {
    const given: string[] = [];
    await tryEach(every, async (fileName, agent) => {
      const asked = { fileName, contentType: 'image/png' };
      const response = await POST(agent.request('POST', '/api/profile/image', asked));
      expect([200, 400]).toContain(response.status);
      if (response.status !== 200) return;
      given.push(fileName);
      const { presignedUrl, s3Key, headers } = await response.json();
      expect(s3Key).toMatch(new RegExp(`^profiles/${agent.userId}/[0-9a-f-]{36}\\.png$`));
      expect(new URL(presignedUrl).pathname).toMatch(/\/uploads\/[\w-]+\/[0-9a-f-]{36}\.png$/);
      expect(headers).toEqual({ 'content-type': 'image/png' });
    });
    expect(given).toEqual(expect.arrayContaining(strange));
  });

  test('an invalid type, size, checksum or cursor is rejected', async () => {
    await tryEach(every, async (text, agent) => {
      const asked = { fileName: 'a.png', contentType: text, fileSize: text, checksumSha256: text };
      const response = await POST(agent.request('POST', '/api/profile/image', asked));
      const { errors = [] } = problem.parse(await response.json());
      const wrong = errors.map(({ field }) => field);
      expect([text, wrong]).toEqual([text, ['contentType', 'fileSize', 'checksumSha256']]);
      const query = new URLSearchParams({ cursor: text, [text]: text });
      const page = await GET_HISTORY(agent.request('GET', `/api/profile/image/history?${query}`));
      expect([200, 400]).toContain(page.status);
    });
  });

  test('an unknown field name changes nothing', async () => {
    const names = { nombre: 'Ana', apellido: 'Ramírez' };
    const change = (agent: Agent, body: unknown) => PUT(agent.request('PUT', '/api/profile', body));
    await Promise.all(agents.map((agent) => change(agent, names)));
    await tryEach(every, async (text, agent) => {
      const response = await change(
        agent,
        `{"nombre":"Ana",${JSON.stringify(text)}:${JSON.stringify(text)}}`,
      );
      const isTrap = ['__proto__', 'constructor', 'prototype'].includes(text);
      expect([text, response.status]).toEqual([text, isTrap ? 400 : 200]);
    });
    for (const agent of agents) {
      const read = await (await GET(agent.request('GET', '/api/profile'))).json();
      expect(read).toMatchObject({ userId: agent.userId, ...names });
      expect(() => profileResponse.parse(read)).not.toThrow();
    }
  });

  const UNREAD = ['X-Forwarded-For', 'X-Forwarded-Host', 'User-Agent', 'X-Middleware-Subrequest'];

  test.each([
    // These have no effect, so they are sent together.
    [UNREAD, 200],
    [['Origin'], 403],
    [['Sec-Fetch-Site'], 403],
    [['Content-Type'], 415],
    [['Content-Encoding'], 415],
    [['Authorization'], 401],
  ] as const)('in the headers %p: %i', async (headers, status) => {
    await tryEach(inHeaders, async (text, agent) => {
      const given = Object.fromEntries(headers.map((header) => [header, text]));
      const response = await PUT(agent.request('PUT', '/api/profile', {}, given));
      expect([text, response.status]).toEqual([text, status]);
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });
  });

  test('in the cookies: there is no session', async () => {
    for (const text of inHeaders) {
      for (const cookie of [text, `next-auth.session-token=${text}`, `${text}=${text}; ${text}`]) {
        const response = await GET(makeRequest('GET', '/api/profile', undefined, { cookie }));
        expect([cookie, response.status]).toEqual([cookie, 401]);
      }
    }
  });

  test('as the scheduler’s secret, and as the address after signing out', async () => {
    for (const text of inHeaders) {
      for (const authorization of [text, `Bearer ${text}`]) {
        const response = await SWEEP(
          makeRequest('GET', '/api/cron/sweep', undefined, { authorization }),
        );
        expect(response.status).toBe(401);
      }
      const query = new URLSearchParams({ callbackUrl: text });
      const { headers } = await redirectEndedSession(makeRequest('GET', `/sign-out?${query}`));
      const location = new URL(headers.get('location') ?? '', 'http://localhost:3000');
      expect(location.origin).toBe('http://localhost:3000');
    }
  });
}
