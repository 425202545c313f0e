// CORS responses: preflight requests, and the headers on all other responses.
import { corsHeaders, findRule } from './cors.ts';
import { S3Error } from './errors.ts';
import type { ObjectStore } from './object-store.ts';
import type { Reply } from './operation.ts';
import type { S3Request } from './request.ts';

/** Answers an OPTIONS request, which browsers send unsigned. @throws S3Error AccessForbidden if no rule allows it */
export function answerPreflight(request: S3Request, store: ObjectStore): Reply {
  const origin = request.headers.get('origin');
  const method = request.headers.get('access-control-request-method');
  if (!origin) {
    throw new S3Error('BadRequest', 'Insufficient information. Origin request header needed.');
  }
  if (!method) {
    throw new S3Error('BadRequest', 'Invalid Access-Control-Request-Method: null');
  }
  const requested = (request.headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const bucket = request.bucket === undefined ? undefined : store.find(request.bucket);
  const details = { Method: method, ResourceType: request.key ? 'OBJECT' : 'BUCKET' };
  if (!bucket) throw new S3Error('AccessForbidden', 'CORSResponse: Bucket not found', details);
  if (!bucket.cors) {
    throw new S3Error(
      'AccessForbidden',
      'CORSResponse: CORS is not enabled for this bucket.',
      details,
    );
  }
  const rule = findRule(bucket.cors, origin, method, requested);
  if (!rule) {
    throw new S3Error(
      'AccessForbidden',
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      details,
    );
  }
  return { status: 200, headers: corsHeaders(rule, origin, requested) };
}

/** The CORS headers of any other response, errors included; none if no rule allows the origin. */
export function crossOriginHeaders(request: S3Request, store: ObjectStore): Record<string, string> {
  const origin = request.headers.get('origin');
  const rules = request.bucket === undefined ? undefined : store.find(request.bucket)?.cors;
  if (!origin || !rules) return {};
  const rule = findRule(rules, origin, request.method, []);
  return rule ? corsHeaders(rule, origin) : {};
}
