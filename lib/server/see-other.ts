// On to another address of this app.

/**
 * RFC 9110, section 15.4.4: whatever this request was, that address is asked for by GET.
 * @param path relative, since behind a proxy a request does not know its own host
 * @param cookies Set-Cookie headers
 */
export function seeOther(path: string, cookies: string[] = []): Response {
  const headers = new Headers({ location: path, 'cache-control': 'private, no-store' });
  for (const cookie of cookies) headers.append('set-cookie', cookie);
  return new Response(null, { status: 303, headers });
}
