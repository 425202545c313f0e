// The OpenAPI 3.1 document of the API, generated from the schemas that validate requests.
// https://spec.openapis.org/oas/v3.1.0
import * as z from 'zod/mini';
import { ERRORS, type ErrorCode } from '@/lib/shared/error-codes';
import { PERSON_FIELD_NAMES, PERSON_FIELDS } from '@/lib/shared/person-fields';
import {
  endSessionsResponse,
  exportResponse,
  fileName,
  imageHistoryQuery,
  imageHistoryResponse,
  issueUploadRequest,
  issueUploadResponse,
  personFields,
  problem,
  profileResponse,
  removeImageQuery,
  updateProfileRequest,
} from '@/lib/shared/profile-schema';
import { MAX_FILE_NAME_BYTES } from '@/lib/shared/upload-policy';

interface Operation {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  query?: z.ZodMiniObject;
  request?: z.ZodMiniType;
  response: z.ZodMiniType;
  /** The error codes of this operation; `rate_limited` if it has a rate limit. */
  errors: ErrorCode[];
}

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

const OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/api/profile',
    summary:
      'The profile, with fresh URLs of the photo that is shown; settles an upload that waits for its proof',
    response: profileResponse,
    errors: [],
  },
  {
    method: 'put',
    path: '/api/profile',
    summary:
      'Changes what is given: names, and the photo by the key of one of the caller’s own images, or null',
    request: updateProfileRequest,
    response: profileResponse,
    errors: [
      ...WITH_BODY,
      'image_not_found',
      'not_uploaded',
      'superseded',
      'image_rejected',
      'rate_limited',
    ],
  },
  {
    method: 'post',
    path: '/api/profile/image',
    summary: 'Asks for an upload: a presigned PUT, and the key to confirm it by',
    request: issueUploadRequest,
    response: issueUploadResponse,
    errors: [...WITH_BODY, 'rate_limited'],
  },
  {
    method: 'delete',
    path: '/api/profile/image',
    summary:
      'Removes the photo, which can be brought back for a while; with a key, withdraws that upload instead',
    query: removeImageQuery,
    response: profileResponse,
    errors: ['image_not_found', 'rate_limited'],
  },
  {
    method: 'get',
    path: '/api/profile/image/history',
    summary: 'The caller’s images and what happened to each, newest first',
    query: imageHistoryQuery,
    response: imageHistoryResponse,
    errors: ['rate_limited'],
  },
  {
    method: 'get',
    path: '/api/profile/export',
    summary: 'All that is held about the caller',
    response: exportResponse,
    errors: ['rate_limited'],
  },
  {
    method: 'delete',
    path: '/api/profile/sessions',
    summary: 'Signs the caller out on every device',
    response: endSessionsResponse,
    errors: [],
  },
];

/** Unauthenticated probes for load balancers and container runtimes, with the response of each status. */
const PROBES = [
  {
    path: '/api/health',
    summary: 'Readiness: whether S3 and DynamoDB answer',
    answers: { 200: 'ok', 503: 'unavailable' },
  },
  {
    path: '/api/health/live',
    summary: 'Liveness: whether the server answers; it asks nobody',
    answers: { 200: 'ok' },
  },
];

const HEADERS = {
  'X-Request-Id': 'By which the log lines of this request are found',
  'Retry-After': 'Seconds after which trying again makes sense',
  RateLimit:
    'How each limit that was counted stands: what remains, and the seconds until it begins anew',
  'RateLimit-Policy': 'The limits that this counts under: how many, and in how many seconds',
  'WWW-Authenticate': 'How to authenticate (RFC 6750)',
};
type HeaderName = keyof typeof HEADERS;

const STANDING: HeaderName[] = ['RateLimit', 'RateLimit-Policy'];

/** String constraints that JSON Schema can express and zod does not export. */
for (const field of PERSON_FIELD_NAMES) {
  const { maxLength, required } = PERSON_FIELDS[field];
  z.globalRegistry.add(personFields[field], {
    maxLength,
    description: `Text for people, after NFC and trimming: ${required ? 'something to see, and ' : ''}no control, line-separator or bidirectional embedding, override or isolate character.`,
  });
}
z.globalRegistry.add(fileName, {
  maxLength: MAX_FILE_NAME_BYTES,
  description: `As a name, and at most ${MAX_FILE_NAME_BYTES} bytes of UTF-8.`,
});

/** Returns the document of `GET /api/openapi.json`. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    const path = paths[operation.path] ?? {};
    path[operation.method] = describe(operation);
    paths[operation.path] = path;
  }
  for (const probe of PROBES) paths[probe.path] = { get: describeProbe(probe) };
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

function describe({ method, summary, query, request, response, errors }: Operation): object {
  const isLimited = errors.includes('rate_limited');
  const codes = [...COMMON, ...(method === 'get' ? [] : CHANGING), ...errors];
  return {
    summary,
    ...(query && { parameters: parameters(query) }),
    ...(request && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: z.toJSONSchema(request, { io: 'input' }) } },
      },
    }),
    responses: {
      200: {
        description: 'Done',
        headers: headers(isLimited ? ['X-Request-Id', ...STANDING] : ['X-Request-Id']),
        content: { 'application/json': { schema: z.toJSONSchema(response) } },
      },
      ...problems(codes),
    },
  };
}

function describeProbe({ summary, answers }: (typeof PROBES)[number]): object {
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
    .check(z.describe('How far the server’s clock is ahead, if it is off'));
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
    ...(status === 429 ? STANDING : []),
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
