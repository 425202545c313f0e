// Checks the owner of an object key. The cookie may belong to another user than the page.

/** True if the key is in this user's folder, named by the id or, if that has special characters, by `~` and its base64url. */
export function isKeyOf(userId: string, s3Key: string): boolean {
  const folder = s3Key.split('/')[1];
  return folder === userId || folder === `~${base64Url(userId)}`;
}

function base64Url(text: string): string {
  const binary = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
