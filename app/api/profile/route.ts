// GET and PUT /api/profile: the caller's own profile.
import { route } from '@/lib/server/http/route';
import { profileResponse, updateProfileRequest } from '@/lib/shared/profile-schema';

export const GET = route(
  {
    name: 'handle_get_profile',
    summary: 'The profile with fresh URLs of the shown photo; processes a pending upload first',
    response: profileResponse,
  },
  ({ app }) => app.getProfile(),
);

export const PUT = route(
  {
    name: 'handle_update_profile',
    summary:
      'Changes the given fields: names, and the photo by the key of one of the caller’s own images, or null',
    body: updateProfileRequest,
    response: profileResponse,
    errors: ['image_not_found', 'not_uploaded', 'superseded', 'image_rejected'],
    limits: ['writesPerMinute'],
    imageKey: ({ profileImageKey }) => profileImageKey,
  },
  ({ app, body }) => app.updateProfile(body),
);
