// Every hostile file is rejected for the right reason, or re-encoded to a clean image.
import { HIDDEN_TEXT } from 'odd-images/foreign-files';
import { type HostileFile, hostileFiles } from 'odd-images/hostile-files';
import { findImpurities } from 'odd-images/image-contents';
import { validateImage } from './validate-image';
import type { ImageValidation } from './validated-image';

function stored(validation: ImageValidation): Uint8Array[] {
  return validation.ok
    ? [validation.image.master, ...validation.image.variants].map(({ bytes }) => bytes)
    : [];
}

function verdictOf(validation: ImageValidation): string {
  return validation.ok ? 'clean' : validation.reason;
}

describe('hostile images', () => {
  let files: HostileFile[];
  let validations: Map<string, ImageValidation>;

  beforeAll(async () => {
    files = await hostileFiles();
    validations = new Map();
    for (const { name, bytes, contentType } of files) {
      validations.set(name, await validateImage(bytes, contentType));
    }
  });

  test('are many, each with a unique name', () => {
    expect(validations.size).toBe(files.length);
    expect(files.length).toBeGreaterThan(80);
  });

  test('are rejected for their fault, or accepted', () => {
    const certain = files.filter(({ verdict }) => verdict !== 'either');
    const expected = certain.map(({ name, verdict }) => `${name}: ${verdict}`);
    const found = certain.map(({ name }) => {
      const validation = validations.get(name);
      return `${name}: ${validation ? verdictOf(validation) : 'never validated'}`;
    });
    expect(found).toEqual(expected);
  });

  test('leave only pixels', () => {
    const results = [...validations.values()].flatMap(stored);
    expect(results.length).toBeGreaterThan(100);
    expect(results.flatMap(findImpurities)).toEqual([]);
    expect(results.filter((bytes) => Buffer.from(bytes).includes(HIDDEN_TEXT))).toEqual([]);
  });
});
