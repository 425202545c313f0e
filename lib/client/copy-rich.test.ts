import { copyRich } from './copy-rich';

/** The content of the clipboard, by type. */
let clipboard: Map<string, string>;
const readParts = async (items: { parts: Record<string, Blob> }[]) => {
  for (const [type, blob] of Object.entries(items[0]?.parts ?? {})) {
    clipboard.set(type, await readBlob(blob));
  }
};

/** jsdom's Blob has no `text`. */
function readBlob(blob: Blob): Promise<string> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsText(blob);
  });
}

class FakeItem {
  constructor(readonly parts: Record<string, Blob>) {}
}

beforeEach(() => {
  clipboard = new Map();
  Object.assign(globalThis, { ClipboardItem: FakeItem });
});
afterEach(() => {
  Reflect.deleteProperty(globalThis, 'ClipboardItem');
  Reflect.deleteProperty(navigator, 'clipboard');
  Reflect.deleteProperty(document, 'execCommand');
});

const setClipboard = (write: unknown) =>
  Object.defineProperty(navigator, 'clipboard', { value: { write }, configurable: true });

/** A browser that copies: it fires the event, whose data become the clipboard. */
const setCommand = () =>
  Object.assign(document, {
    execCommand: () => {
      const event = new Event('copy', { cancelable: true });
      const clipboardData = { setData: (type: string, data: string) => clipboard.set(type, data) };
      document.dispatchEvent(Object.assign(event, { clipboardData }));
      return event.defaultPrevented;
    },
  });

const BOTH = [
  ['text/html', '<b>Ana</b>'],
  ['text/plain', 'Ana'],
];

it('copies both types', async () => {
  setClipboard(readParts);
  expect(await copyRich('<b>Ana</b>', 'Ana')).toBe(true);
  expect([...clipboard]).toEqual(BOTH);
});

it.each([
  ['refuses', () => setClipboard(async () => Promise.reject(new DOMException('no')))],
  ['has no clipboard', () => {}],
])('copies both types by an event where the browser %s', async (_, prepare) => {
  prepare();
  setCommand();
  expect(await copyRich('<b>Ana</b>', 'Ana')).toBe(true);
  expect([...clipboard]).toEqual(BOTH);
});

it('returns false if nothing was copied', async () => {
  Object.assign(document, { execCommand: () => false });
  expect(await copyRich('<b>Ana</b>', 'Ana')).toBe(false);
  expect(clipboard.size).toBe(0);
});
