// The chunks of a PNG or a WebP.

export interface Chunk {
  name: string;
  /** Where its body begins and ends. */
  start: number;
  end: number;
}

/** The chunks of a PNG (W3C PNG, section 5.3) or a WebP (RFC 9649, section 2.3), as far as the file reaches. */
export function chunksOf(bytes: Uint8Array, type: 'image/png' | 'image/webp'): Chunk[] {
  const isPng = type === 'image/png';
  const view = new DataView(bytes.buffer);
  const chunks: Chunk[] = [];
  // After the signature of a PNG, or the header of a RIFF file.
  for (let at = isPng ? 8 : 12; at + 8 <= bytes.length; ) {
    const length = isPng ? view.getUint32(at) : view.getUint32(at + 4, true);
    const start = at + 8;
    const end = Math.min(start + length, bytes.length);
    const name = String.fromCharCode(
      ...bytes.subarray(isPng ? at + 4 : at, isPng ? start : at + 4),
    );
    chunks.push({ name, start, end });
    // A PNG chunk ends with its CRC; a RIFF chunk is padded to an even length.
    at = start + length + (isPng ? 4 : length % 2);
  }
  return chunks;
}
