// JSON texts as request bodies: invalid JSON gets a 400, and nothing gets a 500.
import { POST } from '@/app/api/profile/image/route';
import { PUT } from '@/app/api/profile/route';
import { parseJson } from '@/lib/server/http/parse-json';
import { problem } from '@/lib/shared/profile-schema';
import { type Agent, newAgent } from './agent';
import { EITHER, NO_JSON, VALUES } from './json-texts';
import { liftLimits } from './lift-limits';
import type { Sample } from './sample';

/** Defines the tests. @param sample selects the texts */
export function testJsonTexts(sample: Sample): void {
  let agent: Agent;

  beforeAll(async () => {
    liftLimits();
    agent = await newAgent();
  });

  const change = (body: string | Uint8Array) => PUT(agent.request('PUT', '/api/profile', body));
  const ask = (body: string | Uint8Array) =>
    POST(agent.request('POST', '/api/profile/image', body));

  async function wrongFields(response: Response): Promise<string[]> {
    const { errors = [] } = problem.parse(await response.json());
    return [...new Set(errors.map(({ field }) => field))];
  }

  test('there are hundreds', () => {
    expect(VALUES.length + NO_JSON.length + EITHER.length).toBeGreaterThan(270);
  });

  test('invalid JSON gets a 400 that names the body', async () => {
    for (const body of sample(NO_JSON)) {
      for (const response of [await change(body), await ask(body)]) {
        const told = problem.parse(await response.json());
        expect([body, response.status, told.code]).toEqual([body, 400, 'invalid_request']);
        expect(told.detail).toMatch(/^The body is not (valid JSON|UTF-8)$/);
      }
    }
  });

  test('an unknown field may have any value', async () => {
    for (const value of sample(VALUES)) {
      const response = await change(`{"nombre":"Ana","otro":${value}}`);
      expect([value, response.status]).toEqual([value, 200]);
    }
  });

  test('a bare value is parsed, and is not a valid request', async () => {
    for (const value of sample(VALUES)) {
      expect(parseJson(value)).toEqual(JSON.parse(value));
      const response = await ask(value);
      expect([value, response.status]).toEqual([value, 400]);
    }
  });

  test('a text on which the standard is silent is accepted or rejected, and never gets a 500', async () => {
    for (const body of sample(EITHER)) {
      const response = await change(body);
      expect([200, 400]).toContain(response.status);
    }
  });

  test('rejects duplicate keys, prototype keys and depth by name', async () => {
    for (const body of [
      '{"a":"b","a":"c"}',
      '{"a":"b","a":"b"}',
      '{"nombre":"Ana","\\u006e\\u006f\\u006d\\u0062\\u0072\\u0065":"Eva"}',
      '{"x":{"__proto__":null}}',
      '{"x":[{"constructor":1}]}',
      '{"prototype":{}}',
      '{"\\u005f\\u005fproto\\u005f\\u005f":{"nombre":"Eva"}}',
      `${'{"a":'.repeat(9)}1${'}'.repeat(9)}`,
      `{"nombre":"Ana","x":${'[{"a":'.repeat(1200)}1${'}]'.repeat(1200)}}`,
    ]) {
      expect([body, (await change(body)).status]).toEqual([body, 400]);
    }
    expect(({} as { nombre?: string }).nombre).toBeUndefined();
  });

  test('the wrong type of every field is named', async () => {
    const wrong = ['1', 'true', '[]', '{}', '["Ana"]', '{"toString":"Ana"}', '1e400', '-0'];
    for (const value of wrong) {
      const names = await change(
        `{"nombre":${value},"apellido":${value},"profileImageKey":${value}}`,
      );
      expect(names.status).toBe(400);
      expect(await wrongFields(names)).toEqual(['nombre', 'apellido', 'profileImageKey']);
      const upload = await ask(
        `{"fileName":${value},"contentType":${value},"checksumSha256":${value}}`,
      );
      expect(upload.status).toBe(400);
      expect(await wrongFields(upload)).toEqual(['fileName', 'contentType', 'checksumSha256']);
    }
    for (const size of [
      '"1"',
      '0',
      '-1',
      '1.5',
      '1e400',
      '2097153',
      '9007199254740993',
      'null',
      '[1]',
    ]) {
      const body = `{"fileName":"a.png","contentType":"image/png","fileSize":${size}}`;
      expect([size, await wrongFields(await ask(body))]).toEqual([size, ['fileSize']]);
    }
  });
}
