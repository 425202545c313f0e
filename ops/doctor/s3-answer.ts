// One plain HTTP request to S3, as a browser sends it, and the error in its XML.
import { types } from 'node:util';
import { ServiceRefusalError } from '@/lib/server/shared/errors';
import type { Context } from './context';
import { sendRequest } from './network';

export interface S3Answer {
  /** 0 if there was no response. */
  status: number;
  headers: Headers;
  body: Buffer;
  /** S3's error code and message, or the reason why there was no response. */
  code: string;
  message: string;
}

/** Never rejects. */
export async function askS3(
  context: Pick<Context, 'fetch' | 'timeout'>,
  url: string,
  init: RequestInit = {},
): Promise<S3Answer> {
  const reached = await sendRequest(context, url, init);
  if ('why' in reached) return noAnswer(reached.why);
  const { response } = reached;
  const body = await response.arrayBuffer().then(Buffer.from, () => Buffer.alloc(0));
  const text = response.ok ? '' : body.toString();
  return {
    status: response.status,
    headers: response.headers,
    body,
    code: element(text, 'Code'),
    message: element(text, 'Message'),
  };
}

function noAnswer(why: string): S3Answer {
  return { status: 0, headers: new Headers(), body: Buffer.alloc(0), code: '', message: why };
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}

/** The response in a few words: `403 AccessDenied: Access Denied`. */
export function inWords({ status, code, message }: S3Answer): string {
  if (status === 0) return `no answer: ${message}`;
  return [status, code, message && `(${message})`].filter(Boolean).join(' ');
}

/** True for a 4xx status. */
export function isRefusal({ status }: S3Answer): boolean {
  return status >= 400 && status < 500;
}

/** The service's message, if the app's storage reports it as a refusal of the whole app. */
export function asServiceSaid(error: unknown): unknown {
  return error instanceof ServiceRefusalError ? error.cause : error;
}

/** The error code of the SDK or of S3. */
export function errorName(error: unknown): string {
  return types.isNativeError(error) ? error.name : '';
}
