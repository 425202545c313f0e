// The link to the source picture of an image.
import type { Framing } from '@/lib/server/profile/domain/model';
import type { UrlSigner } from '@/lib/server/profile/ports';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';

/** Presigns a GET that a browser saves as a file and never displays, since the app has not validated the bytes. */
export function framingLink(
  signer: Pick<UrlSigner, 'presignDownload'>,
  { key, contentType }: Framing,
): Promise<string> {
  const extension = IMAGE_EXTENSIONS[contentType as ImageContentType] ?? 'bin';
  return signer.presignDownload(key, `foto-original.${extension}`);
}
