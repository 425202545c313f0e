// Writes bits, the least significant bit of each byte first, as in lossless WebP.

/** A growing sequence of bits. */
export class BitWriter {
  #bytes: number[] = [];
  #count = 0;

  /** Appends the `count` low bits of a value, the least significant first. */
  write(value: number, count: number): this {
    for (let bit = 0; bit < count; bit++, this.#count++) {
      if (this.#count % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (((value >> bit) & 1) << (this.#count % 8));
    }
    return this;
  }

  /** All bits so far; the last byte is padded with zeros. */
  bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }
}
