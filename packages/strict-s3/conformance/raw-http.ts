// HTTP over a plain TCP socket. It sends exactly the given bytes, valid or not, which an HTTP client would not do.
import { connect } from 'node:net';

interface RawRequest {
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: Buffer;
}

export interface RawResponse {
  status: number;
  headers: Map<string, string>;
  body: Buffer;
  /** The Code of an XML error; undefined for any other body. */
  code: string | undefined;
}

/** Sends bytes and reads until the server closes the connection. With `end`, it closes the sending side first. */
export function exchange(endpoint: string, bytes: Buffer, end = false): Promise<Buffer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.write(bytes);
      if (end) socket.end();
    });
    socket.on('data', (piece) => received.push(piece));
    // A server may answer and close before it reads everything: the answer counts.
    socket.on('error', (error) => received.length === 0 && reject(error));
    socket.on('close', () => resolve(Buffer.concat(received)));
  });
}

/** Sends one request on a new connection. */
export async function sendRaw(endpoint: string, request: RawRequest): Promise<RawResponse> {
  const head = [
    `${request.method} ${request.target} HTTP/1.1`,
    ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
    'connection: close',
    '',
    '',
  ].join('\r\n');
  const bytes = Buffer.concat([Buffer.from(head), request.body ?? Buffer.alloc(0)]);
  return parseResponse(await exchange(endpoint, bytes));
}

/** Parses the last response in these bytes, after any `100 Continue`. */
export function parseResponse(bytes: Buffer): RawResponse {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0);
  const rest = bytes.subarray(end + 4);
  if (status === 100) return parseResponse(rest);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunk(rest) : rest;
  return { status, headers, body, code: /<Code>(\w+)<\/Code>/.exec(body.toString())?.[1] };
}

function unchunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, end), 16);
    if (!size) break;
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    at = end + 4 + size;
  }
  return Buffer.concat(parts);
}
