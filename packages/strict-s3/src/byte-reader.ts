// Reads lines and byte ranges from a stream of buffers. It holds at most one buffer and one line in memory.
import { S3Error } from './errors.ts';

const MAX_LINE_BYTES = 8192;

/** Each read continues where the last one ended. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** False at the end of the stream. */
  async #fill(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done) return false;
    this.#buffer = this.#buffer.length ? Buffer.concat([this.#buffer, next.value]) : next.value;
    return true;
  }

  /** Reads the next line without its CRLF; undefined at the end. @throws S3Error IncompleteBody within a line */
  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n');
      if (end >= 0) {
        const line = this.#buffer.toString('latin1', 0, end);
        this.#buffer = this.#buffer.subarray(end + 2);
        return line;
      }
      if (this.#buffer.length > MAX_LINE_BYTES) throw new S3Error('IncompleteBody');
      if (!(await this.#fill())) {
        if (this.#buffer.length > 0) throw new S3Error('IncompleteBody');
        return undefined;
      }
    }
  }

  /** Reads exactly `count` bytes. @throws S3Error IncompleteBody if the stream ends earlier */
  async *take(count: number): AsyncGenerator<Buffer> {
    let left = count;
    while (left > 0) {
      if (this.#buffer.length === 0 && !(await this.#fill())) throw new S3Error('IncompleteBody');
      const piece = this.#buffer.subarray(0, left);
      this.#buffer = this.#buffer.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
}
