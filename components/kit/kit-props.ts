// The props of the agent's kit and of its parts.
import type { Messages } from '@/components/messages/es';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

export interface KitProps {
  profile: ProfileResponse;
  words: Messages['kit'];
  /** Called with the profile after the link was turned on. */
  onChanged: (profile: ProfileResponse) => Promise<void>;
}
