// The OpenAPI 3.1 document of the API, generated from the descriptions that also create the handlers.
// https://spec.openapis.org/oas/v3.1.0
import * as z from 'zod/mini';
import { ERRORS, type ErrorCode } from '@/lib/shared/error-codes';
import { type FieldFormat, PERSON_FIELD_NAMES, rulesOf } from '@/lib/shared/person-fields';
import { fileName, personFields, problem } from '@/lib/shared/profile-schema';
import { MAX_FILE_NAME_BYTES } from '@/lib/shared/upload-policy';
import type { Endpoint, FileResponse, Probe, RouteModule } from './endpoint';

/** The error codes of every operation. */
const COMMON: ErrorCode[] = [
  'unauthenticated',
  'invalid_token',
  'invalid_request',
  'user_not_found',
  'internal',
  'unavailable',
];
const CHANGING: ErrorCode[] = ['cross_site'];
const WITH_BODY: ErrorCode[] = ['body_too_large', 'not_json'];

const LIMITED: ErrorCode[] = ['rate_limited'];

const METHODS = ['GET', 'PUT', 'POST', 'DELETE'] as const;

const HEADERS = {
  'X-Request-Id': 'The id of this request in the log',
  'Retry-After': 'Seconds to wait before a retry',
  RateLimit:
    'For each limit that applies: the remaining requests, and the seconds until its window ends',
  'RateLimit-Policy': 'The limits that apply: the number of requests, and the window in seconds',
  'WWW-Authenticate': 'How to authenticate (RFC 6750)',
  Location: 'A presigned URL, valid for a few minutes',
};
type HeaderName = keyof typeof HEADERS;

const RATE_LIMIT_HEADERS: HeaderName[] = ['RateLimit', 'RateLimit-Policy'];

const FORMATS: Record<FieldFormat, string> = {
  phone:
    'A telephone number, stored in E.164: ten digits are a number in Mexico, any other starts with + and the country code. Spaces, parentheses, hyphens and dots are ignored. Empty removes it.',
  licence:
    'Letters and digits, stored in capitals. Spaces, hyphens and dots are ignored. Empty removes it.',
};

/** String constraints that JSON Schema can express and zod does not export. */
for (const field of PERSON_FIELD_NAMES) {
  const { maxLength, required, format } = rulesOf(field);
  const text = `Text for people, after NFC and trimming: ${required ? 'something to see, and ' : ''}no control, line-separator or bidirectional embedding, override or isolate character.`;
  z.globalRegistry.add(personFields[field], {
    maxLength,
    description: format ? FORMATS[format] : text,
  });
}
z.globalRegistry.add(fileName, {
  maxLength: MAX_FILE_NAME_BYTES,
  description: `As a name, and at most ${MAX_FILE_NAME_BYTES} bytes of UTF-8.`,
});

/**
 * Returns the document of `GET /api/openapi.json`.
 * @param routes the modules of the routes by path
 */
export function openApiDocument(routes: Record<string, RouteModule>): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const [path, module] of Object.entries(routes)) {
    const operations: Record<string, object> = {};
    for (const method of METHODS) {
      const handler = module[method];
      if (!handler) continue;
      operations[method.toLowerCase()] =
        'probe' in handler ? describeProbe(handler.probe) : describe(method, handler.endpoint);
    }
    paths[path] = operations;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'PolizaLab Profile', version: '1' },
    paths,
    components: {
      schemas: { Problem: z.toJSONSchema(problem) },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Secure-next-auth.session-token' },
        sessionByHttp: {
          type: 'apiKey',
          in: 'cookie',
          name: 'next-auth.session-token',
          description: 'On a developer’s machine, where the app is served by http.',
        },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
    security: [{ session: [] }, { sessionByHttp: [] }, { bearer: [] }],
  };
}

function describe(
  method: (typeof METHODS)[number],
  { summary, query, body, response, errors = [], limits = [] }: Endpoint,
): object {
  const isLimited = limits.length > 0;
  const always: HeaderName[] = isLimited
    ? ['X-Request-Id', ...RATE_LIMIT_HEADERS]
    : ['X-Request-Id'];
  const codes = [
    ...COMMON,
    ...(method === 'GET' ? [] : CHANGING),
    ...(body ? WITH_BODY : []),
    ...errors,
    ...(isLimited ? LIMITED : []),
  ];
  return {
    summary,
    ...(query && { parameters: parameters(query) }),
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.toJSONSchema(body, { io: 'input' }) } },
      },
    }),
    responses: {
      ...(response === null
        ? { 302: { description: 'Found', headers: headers([...always, 'Location']), content: {} } }
        : {
            200: {
              description: 'Done',
              headers: headers(always),
              content: contentOf(response),
            },
          }),
      ...problems(codes),
    },
  };
}

function contentOf(response: z.ZodMiniType | FileResponse): Record<string, object> {
  if (!('contentTypes' in response)) {
    return { 'application/json': { schema: z.toJSONSchema(response) } };
  }
  // A binary body has no schema: https://spec.openapis.org/oas/v3.1.0#considerations-for-file-uploads
  return Object.fromEntries(response.contentTypes.map((type) => [type, {}]));
}

function describeProbe({ summary, answers }: Probe): object {
  const responses = Object.entries(answers).map(([status, said]) => [
    status,
    {
      description: said,
      headers: {},
      content: {
        'application/json': { schema: z.toJSONSchema(probeAnswer(said)) },
      },
    },
  ]);
  return { summary, security: [], responses: Object.fromEntries(responses) };
}

function probeAnswer(said: string) {
  const clockOffSeconds = z
    .int()
    .check(z.describe('How far the server’s clock is ahead, if it is wrong'));
  return z.object({ status: z.literal(said), clockOffSeconds: z.optional(clockOffSeconds) });
}

function parameters(query: z.ZodMiniObject): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headersOf(status: number): HeaderName[] {
  return [
    'X-Request-Id',
    ...(status === 401 ? (['WWW-Authenticate'] as const) : []),
    ...(status === 429 || status === 503 ? (['Retry-After'] as const) : []),
    ...(status === 429 ? RATE_LIMIT_HEADERS : []),
  ];
}

/** Headers that every such response has. */
function headers(names: HeaderName[]): Record<string, object> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      { description: HEADERS[name], required: true, schema: { type: 'string' } },
    ]),
  );
}

/** One response per status, with its possible error codes. */
function problems(codes: ErrorCode[]): Record<string, object> {
  const statuses = new Set(codes.map((code) => ERRORS[code].status));
  return Object.fromEntries(
    [...statuses].map((status) => [
      status,
      {
        description: codes
          .filter((code) => ERRORS[code].status === status)
          .map((code) => `\`${code}\`: ${ERRORS[code].title}`)
          .join('; '),
        headers: headers(headersOf(status)),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  );
}
