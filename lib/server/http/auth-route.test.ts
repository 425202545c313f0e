// Responses of the next-auth wrapper itself.
import { NextRequest } from 'next/server';
import { GET } from '@/app/api/auth/[...nextauth]/route';
import { ORIGIN } from '@/test/http/agent';

async function ask(path: string): Promise<Response> {
  const [action = ''] = path.split('?');
  const params = Promise.resolve({ nextauth: action.split('/') });
  return GET(new NextRequest(`${ORIGIN}/api/auth/${path}`), { params });
}

test.each(['error', 'error?', 'error?error=', 'error?callbackUrl=/profile'])(
  '%s without an error code redirects to the sign-in page without an error',
  async (path) => {
    const response = await ask(path);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/sign-in');
  },
);
