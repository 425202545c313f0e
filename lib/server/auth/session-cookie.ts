// The session cookie of next-auth. This file has no imports, since the middleware uses it too.

/** Matches its name over http and https, and the numbered chunks of a long one. */
export const SESSION_COOKIE = /^(?:__Secure-)?next-auth\.session-token(?:\.\d+)?$/;
