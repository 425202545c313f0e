// Every hostile file is rejected for the right reason, or re-encoded to a clean image.
import { HIDDEN_TEXT } from 'odd-images/foreign-files';
import { type HostileFile, hostileFiles } from 'odd-images/hostile-files';
import { findImpurities } from 'odd-images/image-contents';
import { proveImage } from './prove-image';
import type { Proof } from './proven-image';

function stored(proof: Proof): Uint8Array[] {
  return proof.ok ? [proof.image.master, ...proof.image.variants].map(({ bytes }) => bytes) : [];
}

function verdictOf(proof: Proof): string {
  return proof.ok ? 'clean' : proof.reason;
}

describe('hostile images', () => {
  let files: HostileFile[];
  let proofs: Map<string, Proof>;

  beforeAll(async () => {
    files = await hostileFiles();
    proofs = new Map();
    for (const { name, bytes, contentType } of files) {
      proofs.set(name, await proveImage(bytes, contentType));
    }
  });

  test('are many, each with a unique name', () => {
    expect(proofs.size).toBe(files.length);
    expect(files.length).toBeGreaterThan(80);
  });

  test('are rejected for their fault, or accepted', () => {
    const certain = files.filter(({ verdict }) => verdict !== 'either');
    const expected = certain.map(({ name, verdict }) => `${name}: ${verdict}`);
    const found = certain.map(({ name }) => {
      const proof = proofs.get(name);
      return `${name}: ${proof ? verdictOf(proof) : 'never proven'}`;
    });
    expect(found).toEqual(expected);
  });

  test('leave only pixels', () => {
    const results = [...proofs.values()].flatMap(stored);
    expect(results.length).toBeGreaterThan(100);
    expect(results.flatMap(findImpurities)).toEqual([]);
    expect(results.filter((bytes) => Buffer.from(bytes).includes(HIDDEN_TEXT))).toEqual([]);
  });
});
