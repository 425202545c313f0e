// The number of trusted proxies in front of the app: PROXY_DEPTH decides which address rate limits and audit trail use.
import type { CheckPorts, Variables } from './context';
import { blocked, type Findings, ok, unknown, wrong } from './finding';
import { sendRequest } from './network';
import { type Environment, isPublic } from './variables';

const CHECK = 'proxy-depth';

/** Hosts that always have a proxy of their own. */
const KNOWN_HOSTS: [name: string, host: RegExp][] = [
  ['Vercel', /\.vercel\.app$/],
  ['Amplify', /\.amplifyapp\.com$/],
  ['CloudFront', /\.cloudfront\.net$/],
];

/** Response headers that proxies add. */
const PROXY_HEADERS: [name: string, header: string, value: RegExp][] = [
  ['Vercel', 'x-vercel-id', /./],
  ['CloudFront', 'x-amz-cf-id', /./],
  ['Cloudflare', 'cf-ray', /./],
  ['a proxy', 'via', /./],
  ['a proxy', 'x-served-by', /./],
  ['a proxy', 'server', /nginx|caddy|envoy|haproxy|traefik|awselb|apache|openresty/i],
];

/** Compares PROXY_DEPTH with the proxies that responses of the app reveal. */
export async function* checkProxies(
  ports: CheckPorts,
  source: Variables,
  { appUrl, isFaulty }: Environment,
): Findings {
  if (isFaulty('PROXY_DEPTH')) return yield* blocked([CHECK], 'variables.PROXY_DEPTH');
  if (appUrl === undefined) return yield* blocked([CHECK], 'variables.NEXTAUTH_URL');
  const seen = knownHost(source, appUrl) ?? (await proxyInFront(ports, appUrl));
  // On Vercel the app knows the depth.
  const depth = Number(source.PROXY_DEPTH || (seen === 'Vercel' ? 1 : 0));
  if (depth > 0) {
    yield seen === 'none' && !isPublic(appUrl)
      ? unknown(
          CHECK,
          `PROXY_DEPTH is ${depth}, and responses of ${appUrl} show no proxy`,
          'If there is none, callers can choose the address for rate limits and audit trail.',
        )
      : ok(CHECK, `${depth}: the address is entry ${depth} of X-Forwarded-For, from its end`);
  } else if (seen !== 'none' && seen !== 'unreached') {
    yield wrong(
      CHECK,
      `${seen} is in front of the app, and PROXY_DEPTH is ${source.PROXY_DEPTH ? '0' : 'not set'}`,
      'The connection comes from the proxy: all users share its rate limits, and the audit trail has its address. If there are more proxies, count them too.',
      'export PROXY_DEPTH=1',
    );
  } else if (isPublic(appUrl) && appUrl.startsWith('https:')) {
    yield unknown(
      CHECK,
      `PROXY_DEPTH is ${source.PROXY_DEPTH ? '0' : 'not set'}, and no proxy shows at ${appUrl}`,
      'The server itself speaks http, so something in front of it terminates TLS. If that adds to X-Forwarded-For, PROXY_DEPTH must count it.',
    );
  } else {
    yield ok(CHECK, 'none: the address is the other end of the connection');
  }
}

function knownHost(source: Variables, appUrl: string): string | undefined {
  if (source.VERCEL === '1') return 'Vercel';
  const { hostname } = new URL(appUrl);
  return KNOWN_HOSTS.find(([, host]) => host.test(hostname))?.[0];
}

/** Requests the app at its own address. */
async function proxyInFront(ports: CheckPorts, appUrl: string): Promise<string> {
  const reached = await sendRequest(ports, new URL('/api/health/live', appUrl).href);
  if ('why' in reached) return 'unreached';
  const { headers } = reached.response;
  const trace = PROXY_HEADERS.find(([, header, value]) => value.test(headers.get(header) ?? ''));
  return trace?.[0] ?? 'none';
}
