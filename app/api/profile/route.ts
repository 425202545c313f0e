// GET and PUT /api/profile: the caller's own profile.
import { route } from '@/lib/server/http/route';
import { updateProfileRequest } from '@/lib/shared/profile-schema';

export const GET = route('handle_get_profile', {}, ({ app }) => app.getProfile());

export const PUT = route(
  'handle_update_profile',
  { body: updateProfileRequest, limits: ['writesPerMinute'] },
  ({ app, body }) => app.updateProfile(body),
);
