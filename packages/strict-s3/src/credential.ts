// Reads the credential and signature of a request from the Authorization header or from the query.
import { S3Error } from './errors.ts';
import { queryValue, type S3Request } from './request.ts';
import { ALGORITHM, type SigningScope } from './sigv4.ts';

export interface Credential {
  by: 'header' | 'query';
  accessKeyId: string;
  scope: SigningScope;
  signedHeaders: string[];
  signature: string;
  /** `yyyyMMddTHHmmssZ`, and the same as milliseconds since 1970. */
  timestamp: string;
  time: number;
  /** Lifetime of a presigned URL in seconds; undefined for a signed header. */
  expires: number | undefined;
}

const MAX_EXPIRES_SECONDS = 604_800;

/** @throws S3Error if the request has no signature, more than one, or a malformed one */
export function readCredential(request: S3Request): Credential {
  const header = request.headers.get('authorization');
  const inQuery = queryValue(request, 'X-Amz-Algorithm') ?? queryValue(request, 'X-Amz-Signature');
  if (header !== undefined && (inQuery ?? queryValue(request, 'Signature')) !== undefined) {
    throw new S3Error(
      'InvalidArgument',
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    );
  }
  if (header !== undefined) return fromHeader(request, header);
  if (inQuery !== undefined) return fromQuery(request);
  if (queryValue(request, 'AWSAccessKeyId') !== undefined) throw unsupportedMechanism();
  if (request.query.some(([name]) => name.startsWith('response-'))) {
    throw new S3Error(
      'InvalidRequest',
      'Request specific response headers cannot be used for anonymous GET requests.',
    );
  }
  throw new S3Error('AccessDenied');
}

function unsupportedMechanism(): S3Error {
  return new S3Error(
    'InvalidRequest',
    `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
  );
}

function fromHeader(request: S3Request, header: string): Credential {
  const malformed = (why: string) =>
    new S3Error('AuthorizationHeaderMalformed', `The authorization header is malformed; ${why}`);
  if (!header.startsWith(`${ALGORITHM} `)) throw unsupportedMechanism();
  const fields = new Map<string, string>();
  for (const part of header.slice(ALGORITHM.length).split(',')) {
    const equals = part.indexOf('=');
    if (equals < 0) throw malformed('a field has no value.');
    fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const credential = fields.get('Credential');
  const signedHeaders = fields.get('SignedHeaders');
  const signature = fields.get('Signature');
  if (!credential || !signedHeaders || !signature || fields.size !== 3) {
    throw malformed('it needs Credential, SignedHeaders and Signature.');
  }
  const timestamp = request.headers.get('x-amz-date') ?? fromHttpDate(request.headers.get('date'));
  const time = parseTimestamp(timestamp);
  if (timestamp === undefined || time === undefined) {
    throw new S3Error(
      'AccessDenied',
      'AWS authentication requires a valid Date or x-amz-date header',
    );
  }
  return {
    by: 'header',
    ...readScope(credential, malformed),
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp,
    time,
    expires: undefined,
  };
}

function fromQuery(request: S3Request): Credential {
  const malformed = (why: string) => new S3Error('AuthorizationQueryParametersError', why);
  const names = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'];
  const [algorithm, credential, signature, timestamp, signedHeaders, expires] = names.map(
    (name) => {
      const given = request.query.filter(([other]) => other === `X-Amz-${name}`);
      const value = given[0]?.[1];
      if (given.length !== 1 || !value) {
        throw malformed(
          'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
        );
      }
      return value;
    },
  ) as [string, string, string, string, string, string];
  if (algorithm !== ALGORITHM) throw malformed(`X-Amz-Algorithm only supports "${ALGORITHM}"`);
  const time = parseTimestamp(timestamp);
  if (time === undefined) {
    throw malformed("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  if (/^-\d+$/.test(expires)) throw malformed('X-Amz-Expires must be non-negative');
  if (!/^\d+$/.test(expires)) throw malformed('X-Amz-Expires should be a number');
  if (Number(expires) > MAX_EXPIRES_SECONDS) {
    throw malformed(
      `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${MAX_EXPIRES_SECONDS} seconds`,
    );
  }
  if (Number(expires) === 0) throw malformed('X-Amz-Expires must be at least one second');
  return {
    by: 'query',
    ...readScope(credential, (why) =>
      malformed(`Error parsing the X-Amz-Credential parameter; ${why}`),
    ),
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp,
    time,
    expires: Number(expires),
  };
}

function readScope(credential: string, malformed: (why: string) => S3Error) {
  const parts = credential.split('/');
  // An access key id may contain slashes; the scope is the last four parts.
  const [date, region, service, terminal] = parts.slice(-4) as [string, string, string, string];
  const accessKeyId = parts.slice(0, -4).join('/');
  if (!accessKeyId) {
    throw malformed(
      'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    );
  }
  if (terminal !== 'aws4_request') {
    throw malformed(`incorrect terminal "${terminal}". This endpoint uses "aws4_request".`);
  }
  return { accessKeyId, scope: { date, region, service } };
}

function fromHttpDate(date: string | undefined): string | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(time) ? date : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function parseTimestamp(text: string | undefined): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? undefined : time;
}
