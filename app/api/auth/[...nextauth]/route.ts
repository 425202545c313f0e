// The routes of next-auth. Its options are made on the first request, so that a build needs no environment.
import NextAuth from 'next-auth';
import { authOptions } from '@/lib/server/auth/options';
import { limitedByAddress } from '@/lib/server/http/limited-by-address';

function handler(request: Request, context: unknown): Promise<Response> {
  return NextAuth(authOptions())(request, context);
}

export { handler as GET };
export const POST = limitedByAddress('signInsPerMinute', handler);
