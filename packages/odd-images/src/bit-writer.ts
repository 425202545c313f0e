// Writes single bits, the least significant one of each byte first, as lossless WebP has them.

export class BitWriter {
  #bytes: number[] = [];
  #count = 0;

  /** The least significant bit first. */
  write(value: number, count: number): this {
    for (let bit = 0; bit < count; bit++, this.#count++) {
      if (this.#count % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (((value >> bit) & 1) << (this.#count % 8));
    }
    return this;
  }

  bytes(): Buffer {
    return Buffer.from(this.#bytes);
  }
}
