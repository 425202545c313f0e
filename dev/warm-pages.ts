// Requests the first pages of the app, so that Next has compiled them before a developer opens one.
import { HOST, listening } from './ports';

/** Any session cookie will do; without one, the middleware redirects `/profile` before Next compiles the page. */
const PAGES: [path: string, headers: Record<string, string>][] = [
  ['/sign-in', {}],
  ['/profile', { cookie: 'next-auth.session-token=none' }],
];

/** Resolves once the app listens and each page has answered, with whatever status; never if the app ends before. */
export async function warmPages(port: number): Promise<void> {
  await Promise.all(PAGES.map(([path, headers]) => warmPage(port, path, headers)));
}

async function warmPage(port: number, path: string, headers: Record<string, string>) {
  for (;;) {
    await listening(port);
    try {
      const response = await fetch(`http://${HOST}:${port}${path}`, {
        headers,
        redirect: 'manual',
      });
      await response.arrayBuffer();
      return;
    } catch {
      // The connection broke: Next restarts, or has ended, which the caller notices.
    }
  }
}
