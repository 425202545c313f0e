// Redirects to another path of this app.

/**
 * 303 See Other (RFC 9110, section 15.4.4): the client requests the path by GET, whatever the method of this request was.
 * @param path relative, since behind a proxy the app does not know its public host
 * @param cookies Set-Cookie headers
 */
export function redirect(path: string, cookies: string[] = []): Response {
  const headers = new Headers({ location: path, 'cache-control': 'private, no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}
