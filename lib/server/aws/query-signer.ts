// Signature Version 4 in the query of a URL. The signing key of a day is cached, so a signature costs two hashes and is synchronous.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
import { createHash, createHmac } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import { escapeUri } from '@/lib/server/shared/escape-uri';

const ALGORITHM = 'AWS4-HMAC-SHA256';

interface SignableRequest {
  method: 'GET' | 'PUT';
  /** `https://host` or `http://host:port`. */
  origin: string;
  /** The host, with its port if it is not the protocol's own. */
  host: string;
  /** The path, encoded. */
  path: string;
  query: Record<string, string>;
  /** The headers to sign besides `host`, in lower case. */
  headers: Record<string, string>;
}

/** The signing key of a day (UTC) and of credentials. */
interface DayKey {
  day: string;
  secretAccessKey: string;
  key: Buffer;
}

/** Signs requests of one service in one region. */
export class QuerySigner {
  private last: DayKey | undefined;

  constructor(
    private readonly region: string,
    private readonly service: string,
  ) {}

  /**
   * Signs a request whose body is not signed.
   * @param lifetime in seconds
   * @returns the URL
   */
  presign(
    { method, origin, host, path, query, headers }: SignableRequest,
    credentials: AwsCredentialIdentity,
    now: Date,
    lifetime: number,
  ): string {
    const time = now.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const day = time.slice(0, 8);
    const scope = `${day}/${this.region}/${this.service}/aws4_request`;
    const signed = Object.entries({ ...headers, host }).sort(byName);
    const names = signed.map(([name]) => name).join(';');
    const parameters = encodeQuery({
      ...query,
      'X-Amz-Algorithm': ALGORITHM,
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
      'X-Amz-Date': time,
      'X-Amz-Expires': String(lifetime),
      ...(credentials.sessionToken && { 'X-Amz-Security-Token': credentials.sessionToken }),
      'X-Amz-SignedHeaders': names,
    });
    const headerLines = signed.map(([name, value]) => `${name}:${value.trim()}\n`).join('');
    const canonical = `${method}\n${path}\n${parameters}\n${headerLines}\n${names}\nUNSIGNED-PAYLOAD`;
    const hash = createHash('sha256').update(canonical).digest('hex');
    const signature = hmac(
      this.dayKey(day, credentials.secretAccessKey),
      `${ALGORITHM}\n${time}\n${scope}\n${hash}`,
    ).toString('hex');
    // In the order of the SDK: by name.
    const complete = parameters.replace('&X-Amz-SignedHeaders=', `&X-Amz-Signature=${signature}$&`);
    return `${origin}${path}?${complete}`;
  }

  private dayKey(day: string, secretAccessKey: string): Buffer {
    const { last } = this;
    if (last?.day === day && last.secretAccessKey === secretAccessKey) return last.key;
    const key = [day, this.region, this.service, 'aws4_request'].reduce(
      hmac,
      Buffer.from(`AWS4${secretAccessKey}`),
    );
    this.last = { day, secretAccessKey, key };
    return key;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function encodeQuery(query: Record<string, string>): string {
  return Object.entries(query)
    .map(([name, value]): [string, string] => [escapeUri(name), escapeUri(value)])
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}
