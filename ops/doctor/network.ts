// HTTP requests, and the reasons why there is no response.
import { types } from 'node:util';
import type { CheckPorts } from './context';

/** Explains the error codes of Node and fetch. */
const CAUSES: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'DNS does not know the name',
  EAI_AGAIN: 'DNS does not answer',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the host',
  ETIMEDOUT: 'no response in time: a firewall, or a network without internet access',
  UND_ERR_CONNECT_TIMEOUT: 'no response in time: a firewall, or a network without internet access',
  UND_ERR_HEADERS_TIMEOUT: 'no response in time',
  TimeoutError: 'no response in time: a firewall, or a network without internet access',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is from an authority that Node does not know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is from an authority that Node does not know',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is from an authority that Node does not know',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks http, not https',
  EPROTO: 'it does not support the requested TLS',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP',
};

/** Explains by the first known cause why there was no response; undefined for another kind of error. */
export function whyNoAnswer(error: unknown): string | undefined {
  for (let one = error; types.isNativeError(one); one = one.cause) {
    // A name with several addresses fails once for each.
    const inner: unknown[] = 'errors' in one && Array.isArray(one.errors) ? one.errors : [];
    for (const candidate of [one, ...inner]) {
      const code = codeOf(candidate);
      if (code !== undefined) return `${CAUSES[code]} (${code})`;
    }
  }
  return undefined;
}

function codeOf(error: unknown): string | undefined {
  if (!types.isNativeError(error)) return undefined;
  // Wrapping errors keep the code, the name, or only a message that contains it.
  const words = error.message.split(/[^A-Z_]+/);
  const names = ['code' in error ? String(error.code) : '', error.name, ...words];
  return names.find((name) => Object.hasOwn(CAUSES, name));
}

type Reached = { response: Response } | { why: string };

/** Sends one request and follows no redirect; returns the reason if there is no response. */
export async function sendRequest(
  { fetch, timeout }: Pick<CheckPorts, 'fetch' | 'timeout'>,
  url: string,
  init: RequestInit = {},
): Promise<Reached> {
  try {
    const signal = AbortSignal.timeout(timeout);
    return { response: await fetch(url, { redirect: 'manual', signal, ...init }) };
  } catch (error) {
    return {
      why: whyNoAnswer(error) ?? (types.isNativeError(error) ? error.message : 'no answer'),
    };
  }
}
