// The origin that browsers upload to and load photos from.
import { env } from '@/lib/server/env';
import { bucketSource } from './content-security-policy';

/** Returns the origin of the bucket's URLs: scheme, host and port. */
export function bucketOrigin(): string {
  return new URL(bucketSource(env())).origin;
}
