// Formats the report: lines for people, JSON for scripts, both without secrets and signatures.
import { LOCAL_CREDENTIALS } from '@/dev/settings';
import type { Variables } from './context';
import type { Finding, Status } from './finding';

/** Variables with secret values. */
const SECRETS = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'CLOUDFRONT_PRIVATE_KEY',
  'CRON_SECRET',
  'NEXTAUTH_SECRET',
  'OIDC_CLIENT_SECRET',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'VERCEL_OIDC_TOKEN',
];

/** Wide enough for nearly every check name: lines are printed before later names are known. */
const WIDTH = 27;

/** Formats one finding: its line, with cause and fix below. */
export function asText({ check, status, detail, cause, fix }: Finding): string {
  const indent = ' '.repeat(9);
  return [
    `${status.padEnd(7)}  ${check.padEnd(WIDTH)}  ${detail}`,
    ...(cause ? [`${indent}cause: ${cause}`] : []),
    ...(fix ? [`${indent}fix:   ${fix}`] : []),
  ].join('\n');
}

/** Formats the summary. */
export function sumOf(findings: readonly Finding[]): string {
  const { ok, wrong, unknown } = count(findings);
  return `${ok} ok, ${wrong} wrong, ${unknown} unknown`;
}

/** Formats all findings with their totals. */
export function asJson(findings: readonly Finding[]): string {
  const counts = count(findings);
  return JSON.stringify({ healthy: counts.wrong === 0, counts, findings }, null, 2);
}

function count(findings: readonly Finding[]): Record<Status, number> {
  const of = (status: Status) => findings.filter((finding) => finding.status === status).length;
  return { ok: of('ok'), wrong: of('wrong'), unknown: of('unknown') };
}

/** Removes secrets of the environment and queries of URLs: messages of others may quote what was sent. */
export function redact({ detail, cause, fix, ...finding }: Finding, source: Variables): Finding {
  // The secret of the local engines is public: it is in the documentation and in commands to paste.
  const secrets = SECRETS.flatMap((name) => source[name] || []).filter(
    (secret) => secret.length >= 6 && secret !== LOCAL_CREDENTIALS.secretAccessKey,
  );
  const clean = (text: string) =>
    secrets
      .reduce((cleaned, secret) => cleaned.replaceAll(secret, '...'), text)
      .replace(/(https?:\/\/[^\s?"']+)\?[^\s"']*Signature=[^\s"']*/g, '$1?...');
  return {
    ...finding,
    detail: clean(detail),
    ...(cause !== undefined && { cause: clean(cause) }),
    ...(fix !== undefined && { fix: clean(fix) }),
  };
}
