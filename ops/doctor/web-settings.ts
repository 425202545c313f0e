// Requirements on the app's own address and secrets, beyond their format.
import { isLoopback } from '@/lib/server/env';
import { setVariable } from './commands';
import type { Variables } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';
import { type Environment, isPublic } from './variables';

/** Checks address, sign-in and secrets of the web app. */
export function checkWebSettings(source: Variables, environment: Environment): Finding[] {
  return [
    appUrl(environment),
    browserScheme(environment),
    ...localSignIn(source, environment),
    ...sessionSecret(source, environment),
    ...cronSecret(source, environment),
  ];
}

function appUrl({ appUrl: url }: Environment): Finding {
  if (url === undefined) return unknown('app-url', 'skipped: fix variables.NEXTAUTH_URL first');
  const { protocol, origin, host } = new URL(url);
  if (protocol === 'https:' || isLoopback(url)) return ok('app-url', `pages come from ${origin}`);
  return wrong(
    'app-url',
    `NEXTAUTH_URL is ${origin}`,
    'Over http, cookies and photos can be read in transit, and browsers cannot compute the checksum of uploads.',
    setVariable('NEXTAUTH_URL', `https://${host}`),
  );
}

/** A browser blocks http requests of an https page. */
function browserScheme({ appUrl: url, engine }: Environment): Finding {
  const endpoint = engine?.s3PublicEndpoint;
  const check = 'mixed-content';
  if (url === undefined) return unknown(check, 'skipped: fix variables.NEXTAUTH_URL first');
  if (!url.startsWith('https:') || !endpoint?.startsWith('http:') || isLoopback(endpoint)) {
    return ok(check, 'pages can reach the bucket');
  }
  return wrong(
    check,
    `the pages use https, but the bucket is at ${new URL(endpoint).origin}`,
    'A browser blocks http requests of an https page: each upload fails with a network error.',
    setVariable('S3_PUBLIC_ENDPOINT', endpoint.replace('http:', 'https:')),
  );
}

function localSignIn(source: Variables, { isFaulty, appUrl: url }: Environment): Finding[] {
  // Another check has reported the fault.
  if (isFaulty('LOCAL_SIGN_IN')) return [];
  if (source.LOCAL_SIGN_IN !== 'true') return [ok('local-sign-in', 'off')];
  return [ok('local-sign-in', `on, for this machine alone: ${url ?? 'the address is not known'}`)];
}

function sessionSecret(source: Variables, { isFaulty, appUrl: url }: Environment): Finding[] {
  const check = 'session-secret';
  if (isFaulty('NEXTAUTH_SECRET')) return blocked([check], 'variables.NEXTAUTH_SECRET');
  if (!isPublic(url) || isStrong(source.NEXTAUTH_SECRET ?? '')) return [ok(check, 'strong enough')];
  return [weak(check, 'NEXTAUTH_SECRET', 'Anyone who guesses it can sign in as any user.')];
}

function cronSecret(source: Variables, { isFaulty }: Environment): Finding[] {
  const check = 'cron-secret';
  const { CRON_SECRET: secret, NEXTAUTH_SECRET: sessions } = source;
  if (isFaulty('CRON_SECRET')) return blocked([check], 'variables.CRON_SECRET');
  if (!secret)
    return [ok(check, 'not set, so /api/cron/sweep does not exist: something else must sweep')];
  if (secret === sessions) {
    return [
      weak(
        check,
        'CRON_SECRET',
        'It is also the secret of the sessions, which the scheduler must not know.',
      ),
    ];
  }
  if (isStrong(secret)) return [ok(check, 'strong enough')];
  return [
    weak(check, 'CRON_SECRET', 'Anyone who guesses it can make the app sweep again and again.'),
  ];
}

function weak(check: string, name: string, cause: string): Finding {
  return wrong(
    check,
    `${name} is easily guessed`,
    cause,
    `export ${name}="$(openssl rand -base64 32)"`,
  );
}

/** False if it has few different characters, or contains a word such as "secret", whatever its length. */
function isStrong(secret: string): boolean {
  return new Set(secret).size >= 10 && !/secret|password|changeme|example|12345/i.test(secret);
}
