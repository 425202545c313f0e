// Raw HTTP, without a client that would correct or refuse a request.
import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  /** By lowercase names; the last one of equal names. */
  headers: Record<string, string>;
  body: string;
}

/** Maximum silence of the server, in ms. */
const TIMEOUT = 120_000;

/**
 * Sends a request with `Connection: close`, and resolves with all responses; empty if the server
 * stays silent or closes the connection.
 * @param lines the request line and headers; text in Latin-1
 */
export async function sendRaw(
  baseURL: string,
  lines: string[],
  body?: string,
): Promise<RawAnswer[]> {
  const socket = connect(Number(new URL(baseURL).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.setTimeout(TIMEOUT, () => socket.destroy());
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`];
  const head = [...lines, 'Host: localhost', 'Connection: close', ...length];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body ?? ''}`, 'latin1');
  let answer = '';
  for await (const chunk of socket.setEncoding('latin1')) answer += chunk;
  return answer
    .split(/^(?=HTTP\/1\.1 \d)/m)
    .filter(Boolean)
    .map(readAnswer);
}

function readAnswer(text: string): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field) => {
    const [name = '', ...value] = field.split(':');
    return [name.toLowerCase(), value.join(':').trim()] as const;
  });
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}
