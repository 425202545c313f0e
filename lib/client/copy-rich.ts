// Copies formatted text to the clipboard, as HTML and as plain text.

/** @returns false if the browser refuses */
export async function copyRich(html: string, text: string): Promise<boolean> {
  try {
    const parts = { 'text/html': html, 'text/plain': text };
    const blobs = Object.entries(parts).map(([type, part]) => [type, new Blob([part], { type })]);
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]);
    return true;
  } catch {
    return copyByEvent(html, text);
  }
}

/** For browsers without ClipboardItem, and pages without https. */
function copyByEvent(html: string, text: string): boolean {
  let isCopied = false;
  const set = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData('text/html', html);
    event.clipboardData?.setData('text/plain', text);
    isCopied = event.clipboardData !== null;
  };
  document.addEventListener('copy', set, { once: true });
  document.execCommand('copy');
  document.removeEventListener('copy', set);
  return isCopied;
}
