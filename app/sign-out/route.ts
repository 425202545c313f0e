// GET /sign-out: the way out for a session that counts no more, but whose cookie is still there. One that counts it leaves
// alone: signing out for good is next-auth's POST, and a link from elsewhere must not be able to do it.
import { leaveEndedSession } from '@/lib/server/auth/leave-ended-session';
import { answered } from '@/lib/server/http/answered';

export const GET = answered('handle_sign_out', leaveEndedSession);
