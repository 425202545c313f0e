// The Content-Security-Policy of pages: scripts by nonce, images from the bucket or CDN, and nothing from any other source.
// https://www.w3.org/TR/CSP3/
import type { EngineEnv } from '@/lib/server/env';

interface PageSources {
  /** The source of uploads and images. */
  bucket: string;
  /** The CDN that serves images instead of the bucket, if any. */
  cdnOrigin: string | undefined;
  /** The identity provider's origin: signing in submits a form that redirects there. */
  identityProviderOrigin: string | undefined;
}

/**
 * @param nonce unique per response
 * @param development true for Next's dev server, which uses eval and inline styles
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
    // For positions and sizes computed at run time; a style attribute cannot load anything.
    'style-src-attr': ["'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:', bucket, cdnOrigin],
    'media-src': ["'self'", 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", bucket, development ? 'ws:' : undefined],
    'worker-src': ["'self'"],
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

/** The source expression of the bucket, by the SDK's addressing rules: a whole host, or a path. */
export function bucketSource({
  s3PublicEndpoint,
  bucket,
  region,
}: Pick<EngineEnv, 's3PublicEndpoint' | 'bucket' | 'region'>): string {
  if (s3PublicEndpoint) return `${new URL(s3PublicEndpoint).origin}/${bucket}/`;
  const host = `s3.${region}.amazonaws.com`;
  // A wildcard certificate covers one label, so a bucket with dots in its name uses path-style addressing.
  return bucket.includes('.') ? `https://${host}/${bucket}/` : `https://${bucket}.${host}`;
}
