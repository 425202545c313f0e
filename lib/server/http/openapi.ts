// The API as an OpenAPI 3.1 document, made of the very schemas that requests are checked by.
// https://spec.openapis.org/oas/v3.1.0
import * as z from 'zod/mini';
import { ERRORS, type ErrorCode } from '@/lib/shared/error-codes';
import {
  endSessionsResponse,
  exportResponse,
  imageHistoryQuery,
  imageHistoryResponse,
  issueUploadRequest,
  issueUploadResponse,
  problem,
  profileResponse,
  removeImageQuery,
  updateProfileRequest,
} from '@/lib/shared/profile-schema';

interface Operation {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  query?: z.ZodMiniObject;
  request?: z.ZodMiniType;
  response: z.ZodMiniType;
  /** The failures that are this operation's own. */
  errors: ErrorCode[];
}

/** What any operation may answer. */
const COMMON: ErrorCode[] = [
  'unauthenticated',
  'invalid_token',
  'cross_site',
  'invalid_request',
  'user_not_found',
  'internal',
  'unavailable',
];
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
    errors: [],
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

/** The document, as `GET /api/openapi.json` answers it. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    const path = paths[operation.path] ?? {};
    path[operation.method] = describe(operation);
    paths[operation.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'PolizaLab Profile', version: '1' },
    paths,
    components: {
      schemas: { Problem: z.toJSONSchema(problem) },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
    security: [{ session: [] }, { bearer: [] }],
  };
}

function describe({ summary, query, request, response, errors }: Operation): object {
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
        content: { 'application/json': { schema: z.toJSONSchema(response) } },
      },
      ...problems([...COMMON, ...errors]),
    },
  };
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

/** One response for each status, naming the codes that it may carry. */
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
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    ]),
  );
}
