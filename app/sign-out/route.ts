// GET /sign-out: clears the cookie of a session that has ended. It leaves a valid session alone, so that a link on another site
// cannot sign a user out; that takes next-auth's POST.
import { redirectEndedSession } from '@/lib/server/auth/redirect-ended-session';
import { createHandler } from '@/lib/server/http/handler';

export const GET = createHandler('handle_sign_out', redirectEndedSession);
