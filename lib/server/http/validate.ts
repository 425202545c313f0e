// Validates client input against a schema.
import type * as z from 'zod/mini';
import { ProfileError } from '@/lib/server/shared/errors';

/**
 * Returns the output of the schema, never the raw value.
 * @throws ProfileError `invalid_request` naming every invalid field
 */
export function validate<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProfileError('invalid_request', 'Some fields are missing or not valid', {
    errors: parsed.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((field) => ({ field, message: 'is not a field of this request' }))
        : [{ field: issue.path.join('.') || '(body)', message: issue.message }],
    ),
  });
}
