// The first sign-in of a user creates their `Users` item from the claims of the identity provider. Later sign-ins change nothing.

import { NO_IMAGES } from '@/lib/server/profile/domain/image-life';
import type { Names } from '@/lib/server/profile/domain/model';
import type { Ports } from '@/lib/server/profile/ports';
import { isDisplayText } from '@/lib/shared/display-text';
import { eachField } from '@/lib/shared/person-fields';
import { personFields } from '@/lib/shared/profile-schema';

/** The longest address that SMTP can carry (RFC 5321, section 4.5.3.1.3), in characters. */
const MAX_EMAIL_LENGTH = 254;

/** The claims of the provider. Only `userId` is reliable. */
export interface Claims {
  userId: string;
  email?: unknown;
  given_name?: unknown;
  family_name?: unknown;
  name?: unknown;
}

/** Builds the fields of a new user. A field without a usable claim is empty. */
export function personOf(claims: Claims): Names & { email: string } {
  return { email: emailOf(claims.email), ...namesOf(claims) };
}

/**
 * Creates the user if there is none. An existing user is not changed.
 * @throws UnavailableError
 */
export async function registerUser(
  ports: Pick<Ports, 'store' | 'clock'>,
  claims: Claims,
): Promise<void> {
  await ports.store.createUser({
    userId: claims.userId,
    ...personOf(claims),
    createdAt: ports.clock.now().toISOString(),
    sessionsValidFrom: 0,
    images: NO_IMAGES,
  });
}

/** Some providers only send a full name: its first word becomes the first name. */
function namesOf({ given_name, family_name, name }: Claims): Names {
  const names = namesFrom(given_name, family_name);
  if (names.nombre || names.apellido || typeof name !== 'string') return names;
  const [first, ...rest] = name.trim().split(/\s+/);
  return namesFrom(first, rest.join(' '));
}

/** Builds a user from the names alone. */
function namesFrom(first: unknown, last: unknown): Names {
  const nombre = personFields.nombre.safeParse(first).data ?? '';
  const apellido = personFields.apellido.safeParse(last).data ?? '';
  return { ...eachField(() => ''), nombre, apellido };
}

function emailOf(claim: unknown): string {
  const good =
    typeof claim === 'string' &&
    claim.length <= MAX_EMAIL_LENGTH &&
    /^[^\s@]+@[^\s@]+$/.test(claim);
  return good && isDisplayText(claim) ? claim : '';
}
