// A strict JSON parser. JSON.parse accepts duplicate keys (the last one wins), any depth, and `__proto__`; this rejects them.
import { ProfileError } from '@/lib/server/shared/errors';

/** Maximum depth: no valid request is deeper. */
const MAX_DEPTH = 8;

/**
 * Parses a JSON text (RFC 8259).
 * @throws ProfileError `invalid_request` for malformed or too deep JSON, duplicate keys, and keys of prototypes
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProfileError('invalid_request', 'The body is not valid JSON', { cause: error });
  }
  rejectUnsafeJson(text);
  return value;
}

/** Walks the tokens of valid JSON. */
function rejectUnsafeJson(text: string): void {
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
