// Shows the picture from the server: the last step of each page.

/** @param {string} url a presigned GET */
export function show(url) {
  const image = document.createElement('img');
  image.id = 'shown';
  image.src = url;
  document.body.append(image);
}

/** Asks the server for presigned URLs of a new object: `put` to send it, `view` to show it. */
export async function sign(contentType) {
  const response = await fetch('/api/sign', {
    method: 'POST',
    body: JSON.stringify({ contentType }),
  });
  return response.json();
}
