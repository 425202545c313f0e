// Serves a page for each uploader that the app is compared with, and their APIs, on a bucket of their own.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { S3 } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { freePort, HOST } from '@/dev/ports';
import { peerApis } from './peer-apis.mjs';

/** The names of the uploaders, by file in pages/. */
export const PEERS = {
  'better-upload': 'better-upload',
  uppy: 'Uppy',
  pushduck: 'pushduck',
  dropzone: 'react-dropzone, getSignedUrl',
  'uppy-compressor': 'Uppy with Compressor',
  'dropzone-compression': 'react-dropzone, getSignedUrl, browser-image-compression',
};
export type Peer = keyof typeof PEERS;

const BUCKET = 'bench-peers';
const directory = fileURLToPath(new URL('.', import.meta.url));
const compression = createRequire(import.meta.url).resolve('browser-image-compression');

export interface PeerServer {
  url(peer: Peer): string;
  stop(): Promise<void>;
}

/** @param env the variables of the engines */
export async function startPeers(env: NodeJS.ProcessEnv): Promise<PeerServer> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const storage = {
    endpoint: env.S3_ENDPOINT ?? '',
    region: env.APP_REGION ?? '',
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    bucket: BUCKET,
  };
  await createBucket(storage, origin);
  const apis = peerApis(storage);
  const scripts = await bundle();
  scripts.set('/browser-image-compression.js', readFileSync(compression));

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', origin);
    const api = apis.get(url.pathname);
    const script = scripts.get(url.pathname);
    if (api) {
      const answer = await api(await webRequest(url, request));
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      response.end(Buffer.from(await answer.arrayBuffer()));
    } else if (script) {
      response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    } else if (url.pathname.slice(1) in PEERS) {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><body><script type="module" src="${url.pathname}.js"></script>`);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve));
  return {
    url: (peer) => `${origin}/${peer}`,
    stop: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}

async function createBucket(
  { bucket, accessKeyId, secretAccessKey, ...rest }: { bucket: string } & Record<string, string>,
  origin: string,
): Promise<void> {
  const credentials = { accessKeyId: accessKeyId ?? '', secretAccessKey: secretAccessKey ?? '' };
  const s3 = new S3({ ...rest, forcePathStyle: true, credentials });
  await s3.createBucket({ Bucket: bucket });
  const rule = { AllowedOrigins: [origin], AllowedMethods: ['GET', 'PUT'], AllowedHeaders: ['*'] };
  const CORSRules = [{ ...rule, ExposeHeaders: ['ETag'], MaxAgeSeconds: 3600 }];
  await s3.putBucketCors({ Bucket: bucket, CORSConfiguration: { CORSRules } });
  s3.destroy();
}

/** Bundles the pages for production; returns their scripts by path. */
async function bundle(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: Object.keys(PEERS).map((peer) => `${directory}pages/${peer}`),
    bundle: true,
    minify: true,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    outdir: directory,
    write: false,
  });
  return new Map(
    outputFiles.map(({ path, contents }) => [`/${path.slice(directory.length)}`, contents]),
  );
}

async function webRequest(url: URL, request: IncomingMessage): Promise<Request> {
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name,
    `${value}`,
  ]);
  return new Request(url, { method: request.method, headers, body: await buffer(request) });
}
