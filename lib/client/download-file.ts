// Downloads a file of the API. Unlike a plain link, it lets the page report errors.
import { ApiError, toApiError } from './api-error';

export interface DownloadedFile {
  name: string;
  blob: Blob;
}

/** @throws ApiError */
export async function downloadFile(path: string): Promise<DownloadedFile> {
  const response = await fetch(path, { cache: 'no-store' }).catch((cause) => {
    throw new ApiError('network', 0, {}, { cause });
  });
  if (!response.ok) throw await toApiError(response);
  const [, encoded = ''] =
    /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('Content-Disposition') ?? '') ?? [];
  return { name: decodeURIComponent(encoded), blob: await response.blob() };
}

/** Saves the file as the browser saves downloads. */
export function saveFile({ name, blob }: DownloadedFile): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download may start after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
