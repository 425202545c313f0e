// Generates requests from the schemas of the API, and requests that match none of them.
import fc from 'fast-check';
import * as z from 'zod/mini';
import {
  imageHistoryQuery,
  issueUploadRequest,
  removeImageQuery,
  updateProfileRequest,
} from '@/lib/shared/profile-schema';

export interface FuzzedRequest {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  path: string;
  query: Record<string, string>;
  /** The body; undefined for none. */
  body: string | undefined;
  contentType: string;
}

/** Strings known to break programs. */
const NAUGHTY = [
  '',
  ' ',
  '\u0000',
  '\u202Egnp.exe',
  '\uD800',
  '../../../etc/passwd',
  '..%2f..%2f',
  '%00',
  "'; DROP TABLE Users; --",
  '<script>alert(1)</script>',
  `$${'{jndi:ldap://127.0.0.1/a}'}`,
  '{{7*7}}',
  '\r\nSet-Cookie: a=b',
  'ﷺ'.repeat(80),
  'a'.repeat(5000),
  '👩‍👩‍👧‍👦'.repeat(20),
  'NaN',
  'null',
  'image/png',
  'image/svg+xml',
  'constructor',
  '__proto__',
  'profiles/demo-agente/0199c6a2-0000-7000-8000-000000000000.png',
];

const anyText = fc.oneof(
  fc.constantFrom(...NAUGHTY),
  fc.string({ unit: 'binary', maxLength: 300 }),
);
const anyValue = fc.oneof(
  anyText,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Objects with the fields of a schema, mostly well formed, and other fields. */
function objectsLike(schema: z.ZodMiniType, wellFormed: Record<string, fc.Arbitrary<unknown>>) {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  const fields = Object.fromEntries(
    Object.keys(properties).map((name) => [
      name,
      fc.oneof({ weight: 3, arbitrary: wellFormed[name] ?? anyValue }, anyValue),
    ]),
  );
  return fc
    .tuple(
      fc.record(fields, { requiredKeys: [] }),
      fc.dictionary(anyText, anyValue, { maxKeys: 2 }),
    )
    .map(([known, unknown]) => ({ ...unknown, ...known }));
}

const uploads = objectsLike(issueUploadRequest, {
  fileName: fc.string({ minLength: 1, maxLength: 60 }),
  contentType: fc.constantFrom('image/png', 'image/jpeg', 'image/webp'),
  fileSize: fc.integer({ min: 1, max: 2 * 1024 * 1024 }),
  checksumSha256: fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('base64')),
});
const changes = objectsLike(updateProfileRequest, {
  nombre: fc.string({ minLength: 1, maxLength: 80 }),
  apellido: fc.string({ minLength: 1, maxLength: 80 }),
});
const queries = objectsLike(imageHistoryQuery, { cursor: fc.string({ minLength: 1 }) });

/** Serializes the values: as JSON, as truncated JSON, or as something else. */
function asText(values: fc.Arbitrary<unknown>): fc.Arbitrary<string | undefined> {
  return fc.oneof(
    { weight: 6, arbitrary: values.map((value) => JSON.stringify(value)) },
    values.chain((value) => {
      const text = JSON.stringify(value);
      return fc.nat(text.length).map((length) => text.slice(0, length));
    }),
    anyValue.map((value) => JSON.stringify(value) ?? ''),
    anyText,
    fc.constantFrom(
      undefined,
      '{"nombre":"a","nombre":"b"}',
      '{"__proto__":{"admin":true}}',
      '['.repeat(4000),
      `{"a":${'['.repeat(50)}${']'.repeat(50)}}`,
      '{"nombre":1e999}',
      '\uFEFF{}',
    ),
  );
}

const contentType = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  fc.constantFrom('text/plain', 'application/json; charset=utf-16', 'multipart/form-data', 'a/b;'),
);

const asQuery = queries.map(texts);
const asRemoval = objectsLike(removeImageQuery, {}).map(texts);

function texts(query: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, asOneText(value)]));
}

/** Does not use `String`, which fails for objects with their own `toString`. */
function asOneText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  fc.record({
    method: fc.constant('POST' as const),
    path: fc.constant('/api/profile/image'),
    query: fc.constant({}),
    body: asText(uploads),
    contentType,
  }),
  fc.record({
    method: fc.constant('PUT' as const),
    path: fc.constant('/api/profile'),
    query: fc.constant({}),
    body: asText(changes),
    contentType,
  }),
  fc.record({
    method: fc.constant('GET' as const),
    path: fc.constantFrom('/api/profile', '/api/profile/image/history', '/api/profile/export'),
    query: asQuery,
    body: fc.constant(undefined),
    contentType,
  }),
  fc.record({
    method: fc.constant('DELETE' as const),
    path: fc.constant('/api/profile/image'),
    query: asRemoval,
    body: asText(changes),
    contentType,
  }),
);
