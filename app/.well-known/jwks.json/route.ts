// GET /.well-known/jwks.json: the public key that verifies certificates of erasure.
import { certificateKeys } from '@/lib/server/http/erasure-certificate';

export const dynamic = 'force-dynamic';

export async function GET(): Promise<Response> {
  const keys = await certificateKeys();
  return keys === null
    ? new Response(null, { status: 404 })
    : Response.json(keys, { headers: { 'cache-control': 'public, max-age=3600' } });
}
