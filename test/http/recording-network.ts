// A proxy between the app and an engine, which passes everything on and records every string.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface RecordingNetwork {
  url: string;
  /** The requests so far: method and raw URL, the same decoded, and each string in the body. */
  requests: { line: string; texts: string[] }[];
  close(): Promise<void>;
}

/** @param engine the URL of the engine behind it */
export async function recordingNetwork(engine: string): Promise<RecordingNetwork> {
  const { hostname, port } = new URL(engine);
  const requests: RecordingNetwork['requests'] = [];
  const server = createServer({ keepAliveTimeout: 0 }, async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const bytes = await buffer(incoming);
    const line = `${method} ${url}`;
    requests.push({ line, texts: [line, decoded(line), ...textsOf(bytes.toString())] });
    const onward = request({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    onward.end(bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function decoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString(),
  );
}

/** Returns every name and value of a JSON text, as sent to DynamoDB; any other text unchanged. */
function textsOf(body: string): string[] {
  const texts: string[] = [];
  try {
    JSON.parse(body, (name, value) => {
      texts.push(name);
      if (typeof value === 'string') texts.push(value);
      return value;
    });
  } catch {
    texts.push(body);
  }
  return texts;
}
