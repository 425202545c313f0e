import { readPaste } from './read-paste';

/** A paste of texts, by their type, and of files, into `target`. */
function paste(texts: Record<string, string>, files: File[], target: Element = document.body) {
  const types = [...Object.keys(texts), ...(files.length > 0 ? ['Files'] : [])];
  const clipboardData = { types, files, getData: (type: string) => texts[type] ?? '' };
  return { clipboardData, target } as unknown as ClipboardEvent;
}

const picture = new File(['x'], 'image.png', { type: 'image/png' });
const untyped = new File(['x'], 'IMG_1.HEIC');
const policy = new File(['x'], 'policy.pdf', { type: 'application/pdf' });
const field = document.createElement('input');

it('returns a copied picture, even one copied from a page', () => {
  expect(readPaste(paste({}, [picture]))).toEqual([picture]);
  expect(readPaste(paste({ 'text/html': '<img src="a">' }, [picture]))).toEqual([picture]);
  expect(readPaste(paste({}, [picture], field))).toEqual([picture]);
});

it('returns a copied file that has its name as text, except in a text field', () => {
  const copied = { 'text/plain': 'image.png' };
  expect(readPaste(paste(copied, [picture]))).toEqual([picture]);
  expect(readPaste(paste(copied, [untyped]))).toEqual([untyped]);
  expect(readPaste(paste(copied, [picture], field))).toBeNull();
});

it('returns all of several pictures, but a picture in two formats once', () => {
  const other = new File(['y'], 'otra.png', { type: 'image/png' });
  expect(readPaste(paste({}, [picture, other]))).toEqual([picture, other]);
  const same = new File(['y'], 'image.png', { type: 'image/png' });
  expect(readPaste(paste({}, [picture, same]))).toEqual([picture, same]);
  const asTiff = new File(['z'], 'image.tiff', { type: 'image/tiff' });
  expect(readPaste(paste({}, [picture, asTiff]))).toEqual([picture]);
});

it('returns a document, so that the page can refuse it with a message', () => {
  expect(readPaste(paste({}, [policy]))).toEqual([policy]);
});

it('returns null for text, even with a picture of the text', () => {
  expect(readPaste(paste({ 'text/plain': 'hola' }, []))).toBeNull();
  expect(readPaste(paste({ 'text/plain': 'a', 'text/html': '<b>a</b>' }, [picture]))).toBeNull();
  expect(readPaste(paste({ 'text/html': '<p>hola <img src="a"></p>' }, []))).toBeNull();
});

it('returns `link` for a link to a picture', () => {
  expect(readPaste(paste({ 'text/html': '<meta><img src="https://a/b.png">' }, []))).toBe('link');
  expect(readPaste(paste({ 'text/html': '<a href="x"> <img src="a"> </a>' }, [], field))).toBe(
    'link',
  );
});
