// Whose an object key is. A page may show one person while the browser's cookie is by now another's.

/** True if the key stands in this person's folder: by their id, or where that is not plain, by `~` and its base64url. */
export function isKeyOf(userId: string, s3Key: string): boolean {
  const folder = s3Key.split('/')[1];
  return folder === userId || folder === `~${base64Url(userId)}`;
}

function base64Url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
