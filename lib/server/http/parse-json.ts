// JSON as strictly as it need be: JSON.parse takes the last of duplicate keys, any depth, and `__proto__`; we take none of it.
import { ProfileError } from '@/lib/server/profile/errors';

/** No request of this API is deeper. */
const MAX_DEPTH = 8;

/**
 * The value of a JSON text (RFC 8259).
 * @throws ProfileError `invalid_request` for malformed or too deep JSON, duplicate keys, and keys that name a prototype
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProfileError('invalid_request', 'The body is not valid JSON', { cause: error });
  }
  refuseTraps(text);
  return value;
}

/** Walks the tokens of a text that is known to be valid JSON. */
function refuseTraps(text: string): void {
  const keysOfOpenObjects: (Set<string> | null)[] = [];
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [found, colon] = match;
    if (found === '{' || found === '[') {
      keysOfOpenObjects.push(found === '{' ? new Set() : null);
      if (keysOfOpenObjects.length > MAX_DEPTH) throw refused('The body is nested too deeply');
    } else if (found === '}' || found === ']') {
      keysOfOpenObjects.pop();
    } else if (colon !== undefined) {
      const key: string = JSON.parse(found.slice(0, -colon.length));
      const keys = keysOfOpenObjects.at(-1);
      if (keys?.has(key)) throw refused('The body has a key twice in one object');
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        throw refused('The body has a key that is not allowed');
      }
      keys?.add(key);
    }
  }
}

function refused(detail: string): ProfileError {
  return new ProfileError('invalid_request', detail);
}
