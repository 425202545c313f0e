// next-auth's session cookie. This file imports nothing: the middleware reads it too.

/** Its name by http and by https; a long one comes in numbered parts. */
export const SESSION_COOKIE = /^(?:__Secure-)?next-auth\.session-token(?:\.\d+)?$/;
