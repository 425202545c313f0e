// Signs out with next-auth's endpoints. next-auth's client does the same, but weighs too much for this page.

/**
 * Ends this browser's session.
 * @returns the address to go to
 * @throws Error if it failed, and the session is still valid
 */
export async function signOut(): Promise<string> {
  const { csrfToken } = await answerOf(await fetch('/api/auth/csrf'));
  const response = await fetch('/api/auth/signout', {
    method: 'POST',
    body: new URLSearchParams({ csrfToken: `${csrfToken}`, callbackUrl: '/sign-in', json: 'true' }),
  });
  return (await answerOf(response)).url ?? '/sign-in';
}

async function answerOf(response: Response): Promise<{ csrfToken?: string; url?: string }> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.json();
}
