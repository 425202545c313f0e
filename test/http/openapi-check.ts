// Validates responses against the OpenAPI document of the app, with a validator independent of our schemas.
import Ajv from 'ajv/dist/2020';
import { DESCRIBED_ROUTES } from '@/app/api/openapi.json/described-routes';
import { openApiDocument } from '@/lib/server/http/openapi';

interface OpenApi {
  paths: Record<string, Record<string, { responses: Record<string, Described> }>>;
}
interface Described {
  content: Record<string, { schema: object }>;
  headers: Record<string, { required: boolean }>;
}

/** Headers that a response may only have if the document says so. */
const DECLARED_HEADERS = [
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-request-id',
  'www-authenticate',
  'location',
];

const document = openApiDocument(DESCRIBED_ROUTES) as OpenApi;
const ajv = new Ajv({ strict: false }).addSchema(document, 'openapi.json');

/** Returns every operation of the document, such as `GET /api/profile`. */
export function operationsOfDocument(): string[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/**
 * Returns the violations of the document by a response; empty if there are none.
 * @param path as written in the document, without a query
 */
export async function openApiFaults(
  method: string,
  path: string,
  response: Response,
): Promise<string[]> {
  const operation = document.paths[path]?.[method.toLowerCase()];
  const described = operation?.responses[String(response.status)];
  if (!described) return [`${method} ${path} may not answer ${response.status}`];
  const type = response.headers.get('content-type');
  const isDescribed =
    type === null ? Object.keys(described.content).length === 0 : described.content[type];
  if (!isDescribed) return [`${response.status} may not be ${type}`];
  const promised = Object.keys(described.headers).map((name) => name.toLowerCase());
  const wrong = DECLARED_HEADERS.filter(
    (name) => response.headers.has(name) !== promised.includes(name),
  );
  if (wrong.length > 0) return wrong.map((name) => `${response.status} and the header ${name}`);
  // Other bodies than JSON have no schema.
  if (!type?.includes('json')) return [];
  const pointer = ['paths', path, method.toLowerCase(), 'responses', String(response.status)]
    .concat('content', type, 'schema')
    .map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1')))
    .join('/');
  const validate = ajv.getSchema(`openapi.json#/${pointer}`);
  if (!validate) return [`the document has nothing at ${pointer}`];
  return validate(await response.clone().json())
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
