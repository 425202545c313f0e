// Texts that hurt, in every field, header and place that a client can put one: kept as they are where they are text, refused
// where they are not, and never anything else.

import { GET as SWEEP } from '@/app/api/cron/sweep/route';
import { GET as GET_HISTORY } from '@/app/api/profile/image/history/route';
import { POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import { leaveEndedSession } from '@/lib/server/auth/leave-ended-session';
import { problem, profileResponse } from '@/lib/shared/profile-schema';
import { type Agent, makeRequest, newAgent } from './fakes/agent';
import { NAUGHTY_STRINGS } from './fakes/naughty-strings';

const { strange, forbidden } = NAUGHTY_STRINGS;
const all = [...strange, ...forbidden];
/** What a header can carry; a client's library refuses the rest before it is sent. */
const inHeaders = all.filter((text) => isHeaderValue(text));

let agent: Agent;

beforeAll(async () => {
  for (const limit of [
    'UPLOADS_PER_MINUTE',
    'UPLOADS_PER_DAY',
    'OPEN_UPLOADS',
    'WRITES_PER_MINUTE',
  ]) {
    process.env[limit] = '100000';
  }
  process.env.CRON_SECRET = 'a secret of the scheduler';
  agent = await newAgent();
});

function isHeaderValue(text: string): boolean {
  try {
    new Headers({ x: text });
    return true;
  } catch {
    return false;
  }
}

/** In ms, for some hundred calls on a machine that is busy. */
const PATIENCE = 180_000;

test('there are more than a hundred and fifty, and more than a hundred fit a header', () => {
  expect(all.length).toBeGreaterThan(150);
  expect(inHeaders.length).toBeGreaterThan(100);
});

test(
  'names are kept to the letter, in normal form, or refused with the field named',
  async () => {
    for (const text of strange) {
      const response = await PUT(
        agent.request('PUT', '/api/profile', { nombre: text, apellido: text }),
      );
      expect([text, response.status]).toEqual([text, 200]);
      const { nombre, apellido } = profileResponse.parse(await response.json());
      expect([nombre, apellido]).toEqual(Array(2).fill(text.normalize('NFC').trim()));
    }
    for (const text of forbidden) {
      const response = await PUT(
        agent.request('PUT', '/api/profile', { nombre: text, apellido: text }),
      );
      expect([text, response.status]).toEqual([text, 400]);
      const { errors = [] } = problem.parse(await response.json());
      expect(new Set(errors.map(({ field }) => field))).toEqual(new Set(['nombre', 'apellido']));
    }
  },
  PATIENCE,
);

test(
  'a file name is for display: it is in no key, no URL and no header',
  async () => {
    for (const fileName of all) {
      const asked = { fileName, contentType: 'image/png' };
      const response = await POST(agent.request('POST', '/api/profile/image', asked));
      expect([200, 400]).toContain(response.status);
      if (response.status !== 200) continue;
      const { presignedUrl, s3Key, headers } = await response.json();
      expect(s3Key).toMatch(new RegExp(`^profiles/${agent.userId}/[0-9a-f-]{36}\\.png$`));
      expect(new URL(presignedUrl).pathname).toMatch(/\/uploads\/[\w-]+\/[0-9a-f-]{36}\.png$/);
      expect(headers).toEqual({ 'content-type': 'image/png' });
    }
  },
  PATIENCE,
);

test(
  'a type, a size, a checksum and a cursor are what they have to be, or refused',
  async () => {
    for (const text of all) {
      const asked = { fileName: 'a.png', contentType: text, fileSize: text, checksumSha256: text };
      const response = await POST(agent.request('POST', '/api/profile/image', asked));
      const { errors = [] } = problem.parse(await response.json());
      const wrong = errors.map(({ field }) => field);
      expect([text, wrong]).toEqual([text, ['contentType', 'fileSize', 'checksumSha256']]);
      const query = new URLSearchParams({ cursor: text, [text]: text });
      const page = await GET_HISTORY(agent.request('GET', `/api/profile/image/history?${query}`));
      expect([200, 400]).toContain(page.status);
    }
  },
  PATIENCE,
);

test(
  'the name of a field that nobody asked for changes nothing',
  async () => {
    await PUT(agent.request('PUT', '/api/profile', { nombre: 'Ana', apellido: 'Ramírez' }));
    for (const text of all) {
      const body = `{"nombre":"Ana",${JSON.stringify(text)}:${JSON.stringify(text)}}`;
      const response = await PUT(agent.request('PUT', '/api/profile', body));
      const isTrap = ['__proto__', 'constructor', 'prototype'].includes(text);
      expect([text, response.status]).toEqual([text, isTrap ? 400 : 200]);
    }
    const read = await (await GET(agent.request('GET', '/api/profile'))).json();
    expect(read).toMatchObject({ userId: agent.userId, apellido: 'Ramírez' });
    expect(() => profileResponse.parse(read)).not.toThrow();
  },
  PATIENCE,
);

test.each([
  ['X-Forwarded-For', 200],
  ['X-Forwarded-Host', 200],
  ['User-Agent', 200],
  ['X-Middleware-Subrequest', 200],
  ['Origin', 403],
  ['Sec-Fetch-Site', 403],
  ['Content-Type', 415],
  ['Authorization', 401],
])(
  'in the header %s: %i',
  async (header, status) => {
    for (const text of inHeaders) {
      const request = agent.request('PUT', '/api/profile', {}, { [header]: text });
      const response = await PUT(request);
      expect([text, response.status]).toEqual([text, status]);
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    }
  },
  PATIENCE,
);

test(
  'in the cookies: no session',
  async () => {
    for (const text of inHeaders) {
      for (const cookie of [text, `next-auth.session-token=${text}`, `${text}=${text}; ${text}`]) {
        const response = await GET(makeRequest('GET', '/api/profile', undefined, { cookie }));
        expect([cookie, response.status]).toEqual([cookie, 401]);
      }
    }
  },
  PATIENCE,
);

test('in place of the scheduler’s secret, and of the way on after signing out', async () => {
  for (const text of inHeaders) {
    for (const authorization of [text, `Bearer ${text}`]) {
      const response = await SWEEP(
        makeRequest('GET', '/api/cron/sweep', undefined, { authorization }),
      );
      expect(response.status).toBe(401);
    }
    const query = new URLSearchParams({ callbackUrl: text });
    const { headers } = await leaveEndedSession(makeRequest('GET', `/sign-out?${query}`));
    const location = new URL(headers.get('location') ?? '', 'http://localhost:3000');
    expect(location.origin).toBe('http://localhost:3000');
  }
});
