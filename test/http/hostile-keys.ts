// Object keys that must be rejected: those of others, and disguised variants of keys.

/** Functions that derive a disguised variant from a key. */
const DISGUISES: ((key: string) => string)[] = [
  (key) => `/${key}`,
  (key) => `//${key}`,
  (key) => `./${key}`,
  (key) => `../${key}`,
  (key) => `../../../../${key}`,
  (key) => `${key}/`,
  (key) => `${key}/.`,
  (key) => `${key}/..`,
  (key) => `${key} `,
  (key) => ` ${key}`,
  (key) => `${key}.`,
  (key) => `${key}\u0000`,
  (key) => `${key}\u0000.png`,
  (key) => `\u0000${key}`,
  (key) => `${key}%00`,
  (key) => `${key}?versionId=null`,
  (key) => `${key}#`,
  (key) => `${key};.png`,
  (key) => `${key}\r\nx-amz-acl: public-read`,
  (key) => key.toUpperCase(),
  (key) => encodeURIComponent(key),
  (key) => encodeURIComponent(encodeURIComponent(key)),
  (key) => key.replaceAll('/', '%2f'),
  (key) => key.replaceAll('/', '%252F'),
  (key) => key.replaceAll('/', '%c0%af'),
  (key) => key.replaceAll('/', '\\'),
  (key) => key.replaceAll('/', '//'),
  (key) => key.replaceAll('/', '/./'),
  (key) => key.replaceAll('/', '\uff0f'),
  (key) => key.replaceAll('/', '\u2215'),
  (key) => key.replaceAll('.', '\u2024'),
  (key) => key.replaceAll('p', '\u0440'),
  (key) => key.replace('/', '/x/../'),
  (key) => key.replace('/', '/%2e%2e/profiles/'),
  (key) => key.replace('/', '/\u200b'),
  (key) => key.replace('/', '/\u202e'),
  (key) => `${key}\ud800`,
  (key) => `${key}\u0301`,
  (key) => `s3://polizalab-documents-dev/${key}`,
  (key) => `https://polizalab-documents-dev.s3.amazonaws.com/${key}`,
  (key) => Buffer.from(key).toString('base64'),
  (key) => `${key}${'a'.repeat(1024)}`,
  (key) => `${'../'.repeat(300)}${key}`,
  (key) => `${key}/`.repeat(60),
];

const STRANGE = [
  ' ',
  '.',
  '..',
  '/',
  '../../../../etc/passwd',
  'C:\\windows\\system32\\config\\sam',
  'profiles/',
  'uploads/',
  'profiles//',
  'profiles/../uploads/',
  '*',
  'profiles/*',
  'ﷺ'.repeat(300),
  '👩‍👩‍👧‍👦'.repeat(40),
  '%',
  '%zz',
  '\u0000',
  '\ufeff',
  '\ud800\udc00\ud800',
  'a'.repeat(15_000),
  'image#0199c6a2-1111-7000-8000-000000000000',
  'event#0199c6a2-0000-7000-8000-000000000000',
  '{"S":"profiles/x"}',
  "' OR '1'='1",
  `$${'{jndi:ldap://127.0.0.1/a}'}`,
];

/**
 * @param others keys of other users, or of no image: none may be accepted
 * @param own keys of the caller, of which only disguised variants are used
 */
export function hostileKeys(others: string[], own: string[]): string[] {
  const disguised = [...others, ...own].flatMap((key) =>
    DISGUISES.map((disguise) => disguise(key)),
  );
  return [...new Set([...others, ...disguised, ...STRANGE])];
}
