// The checksum that S3 verifies.

/**
 * SHA-256 of the bytes, in base64: the value of `x-amz-checksum-sha256`. Needs a secure context, which localhost is.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
 */
export async function sha256Base64(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}
