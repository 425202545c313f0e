// The Content-Security-Policy of pages: scripts by nonce, pictures from where they are kept, and nothing from anywhere else.
// https://www.w3.org/TR/CSP3/
import type { EngineEnv } from '@/lib/server/env';

export interface PageSources {
  /** Where the browser puts uploads and gets pictures. */
  bucket: string;
  /** Where pictures come from in place of the bucket, if they do. */
  cdnOrigin: string | undefined;
  /** Where signing in posts a form to, on its way to the identity provider. */
  identityProviderOrigin: string | undefined;
}

/**
 * @param nonce made anew for each answer
 * @param development true for Next's dev server, which evaluates code and injects styles
 */
export function contentSecurityPolicy(
  { bucket, cdnOrigin, identityProviderOrigin }: PageSources,
  nonce: string,
  development: boolean,
): string {
  const directives: Record<string, (string | undefined)[]> = {
    'default-src': ["'none'"],
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      development ? "'unsafe-eval'" : undefined,
    ],
    'style-src': ["'self'", development ? "'unsafe-inline'" : `'nonce-${nonce}'`],
    // Positions and sizes that are known only at run time; an attribute cannot load anything.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:', bucket, cdnOrigin],
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", bucket, development ? 'ws:' : undefined],
    // The decoder of iPhone photos makes its worker from a blob.
    'worker-src': ["'self'", 'blob:'],
    'manifest-src': ["'self'"],
    'form-action': ["'self'", identityProviderOrigin],
    'base-uri': ["'none'"],
    'object-src': ["'none'"],
    'frame-ancestors': ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources.filter((source) => source !== undefined)].join(' '))
    .join('; ');
}

/** Where browsers reach the bucket, by the rules that the SDK addresses it by: a whole host, or all of a path. */
export function bucketSource({
  s3PublicEndpoint,
  bucket,
  region,
}: Pick<EngineEnv, 's3PublicEndpoint' | 'bucket' | 'region'>): string {
  if (s3PublicEndpoint) return `${new URL(s3PublicEndpoint).origin}/${bucket}/`;
  const host = `s3.${region}.amazonaws.com`;
  // A certificate covers one label, so a bucket with dots in its name is addressed by path.
  return bucket.includes('.') ? `https://${host}/${bucket}/` : `https://${bucket}.${host}`;
}
