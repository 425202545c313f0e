// Verifies the signature of a request. The signature is recomputed from the request as received.
import { timingSafeEqual } from 'node:crypto';
import { type Credential, readCredential } from './credential.ts';
import { S3Error } from './errors.ts';
import { type Payload, readPayload } from './payload.ts';
import { amzHeader, queryValue, type S3Request } from './request.ts';
import { canonicalRequest, sign, signingKey, stringToSign } from './sigv4.ts';

const MAX_SKEW_MS = 15 * 60 * 1000;

/** The region and the only access key that the server accepts. */
export interface Identity {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/**
 * Verifies the access key, the credential scope, the time, the signed headers and the signature of a request.
 *
 * @returns how the body is authenticated
 * @throws S3Error with S3's code for each failure
 */
export function authenticate(request: S3Request, identity: Identity, now: Date): Payload {
  const credential = readCredential(request);
  checkScope(credential, identity.region);
  if (credential.accessKeyId !== identity.credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', undefined, { AWSAccessKeyId: credential.accessKeyId });
  }
  // The only access key is a long-term key, so no session token is valid.
  if (amzHeader(request, 'x-amz-security-token') !== undefined) throw new S3Error('InvalidToken');
  checkTime(credential, now);
  checkSignedHeaders(request, credential.signedHeaders);

  const payloadHash =
    queryValue(request, 'X-Amz-Content-Sha256') ??
    request.headers.get('x-amz-content-sha256') ??
    (credential.by === 'query' ? 'UNSIGNED-PAYLOAD' : undefined);
  if (payloadHash === undefined) {
    throw new S3Error(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    );
  }
  const canonical = canonicalRequest({
    method: request.method,
    path: request.path,
    query: request.query.filter(([name]) => name !== 'X-Amz-Signature'),
    headers: credential.signedHeaders.map((name) => [name, request.headers.get(name) ?? '']),
    payloadHash,
  });
  const text = stringToSign(credential.timestamp, credential.scope, canonical);
  const key = signingKey(identity.credentials.secretAccessKey, credential.scope);
  if (!sameText(sign(key, text), credential.signature)) {
    throw new S3Error('SignatureDoesNotMatch', undefined, {
      AWSAccessKeyId: credential.accessKeyId,
      StringToSign: text,
      SignatureProvided: credential.signature,
      StringToSignBytes: hexBytes(text),
      CanonicalRequest: canonical,
      CanonicalRequestBytes: hexBytes(canonical),
    });
  }
  return readPayload(payloadHash, {
    key,
    timestamp: credential.timestamp,
    scope: credential.scope,
    seedSignature: credential.signature,
  });
}

function checkScope({ by, scope, timestamp }: Credential, region: string): void {
  const malformed = (why: string, details: Record<string, string> = {}) =>
    by === 'header'
      ? new S3Error(
          'AuthorizationHeaderMalformed',
          `The authorization header is malformed; ${why}`,
          details,
        )
      : new S3Error(
          'AuthorizationQueryParametersError',
          `Error parsing the X-Amz-Credential parameter; ${why}`,
          details,
        );
  if (scope.service !== 's3') {
    throw malformed(`incorrect service "${scope.service}". This endpoint belongs to "s3".`);
  }
  if (scope.region !== region) {
    throw malformed(`the region '${scope.region}' is wrong; expecting '${region}'`, {
      Region: region,
    });
  }
  if (scope.date !== timestamp.slice(0, 8)) {
    throw malformed(
      `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${timestamp.slice(0, 8)}".`,
    );
  }
}

function checkTime({ by, time, timestamp, expires }: Credential, now: Date): void {
  const serverTime = now.toISOString().replace(/\.\d{3}/, '');
  if (by === 'header') {
    if (Math.abs(now.getTime() - time) <= MAX_SKEW_MS) return;
    throw new S3Error('RequestTimeTooSkewed', undefined, {
      RequestTime: timestamp,
      ServerTime: serverTime,
      MaxAllowedSkewMilliseconds: String(MAX_SKEW_MS),
    });
  }
  if (time - now.getTime() > MAX_SKEW_MS) {
    throw new S3Error('AccessDenied', 'Request is not yet valid', { ServerTime: serverTime });
  }
  const end = time + (expires ?? 0) * 1000;
  if (now.getTime() >= end) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      'X-Amz-Expires': String(expires),
      Expires: new Date(end).toISOString().replace(/\.\d{3}/, ''),
      ServerTime: serverTime,
    });
  }
}

/** `Host` and every `x-amz-*` header must be signed, and every signed header must be present. */
function checkSignedHeaders(request: S3Request, signed: string[]): void {
  const unsigned = [...request.headers.keys()].filter(
    (name) => (name.startsWith('x-amz-') || name === 'host') && !signed.includes(name),
  );
  if (unsigned.length > 0) {
    throw new S3Error(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      { HeadersNotSigned: unsigned.join(', ') },
    );
  }
  const missing = signed.filter((name) => !request.headers.has(name));
  if (missing.length > 0) {
    throw new S3Error('SignatureDoesNotMatch', undefined, { HeadersMissing: missing.join(', ') });
  }
}

/** Compares in constant time. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function hexBytes(text: string): string {
  return (Buffer.from(text, 'latin1').toString('hex').match(/../g) ?? []).join(' ');
}
