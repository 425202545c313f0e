// PUT and DELETE /api/profile/link: the lasting link to the caller's photo. It has no POST: a form of another site could send one.
import { route } from '@/lib/server/http/route';
import { linkRequest } from '@/lib/shared/link-schema';
import { profileResponse } from '@/lib/shared/profile-schema';

export const PUT = route(
  {
    name: 'handle_link_change',
    summary:
      'Turns the lasting link to the photo on, or changes who sees it; with `renew`, gives it a new address',
    body: linkRequest,
    response: profileResponse,
    limits: ['writesPerMinute'],
  },
  ({ app, body }) => app.changeLink(body),
);

export const DELETE = route(
  {
    name: 'handle_link_removal',
    summary: 'Turns the lasting link to the photo off; it leads nowhere at once',
    response: profileResponse,
    limits: ['writesPerMinute'],
  },
  ({ app }) => app.removeLink(),
);
