// The session cookie of next-auth. This file has no imports, since the middleware uses it too.

/** Its name over http and https; next-auth splits a long one into numbered chunks. */
export const SESSION_COOKIE = /^(?:__Secure-)?next-auth\.session-token(?:\.\d+)?$/;
