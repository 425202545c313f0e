// The routes of next-auth. Its options are created on the first request, so that a build needs no environment.
import NextAuth from 'next-auth';
import { authOptions } from '@/lib/server/auth/options';
import { authRoute } from '@/lib/server/http/auth-route';

const handler = authRoute((request, context) => NextAuth(authOptions())(request, context));

export { handler as GET, handler as POST };
