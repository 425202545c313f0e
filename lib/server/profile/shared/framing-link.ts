// The link to the picture that an image was framed from.
import type { Framing } from '@/lib/server/profile/domain/model';
import type { UrlSigner } from '@/lib/server/profile/ports';
import { IMAGE_EXTENSIONS, type ImageContentType } from '@/lib/shared/upload-policy';

/** A presigned GET. A browser that is led there saves a file, and shows nothing: nobody has decoded the bytes. */
export function framingLink(
  signer: Pick<UrlSigner, 'presignDownload'>,
  { key, contentType }: Framing,
): Promise<string> {
  const extension = IMAGE_EXTENSIONS[contentType as ImageContentType] ?? 'bin';
  return signer.presignDownload(key, `foto-original.${extension}`);
}
