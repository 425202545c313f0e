import { imageFromClipboard } from './paste';

/** A clipboard of texts, by their type, and of files. */
function clipboard(texts: string[], files: File[]) {
  const items = [
    ...texts.map((type) => ({ kind: 'string', type, getAsFile: () => null })),
    ...files.map((file) => ({ kind: 'file', type: file.type, getAsFile: () => file })),
  ];
  const types = files.length > 0 ? [...texts, 'Files'] : texts;
  return { clipboardData: { items, types } as unknown as DataTransfer };
}

const picture = new File(['x'], 'image.png', { type: 'image/png' });
const untyped = new File(['x'], 'IMG_1.HEIC');
const document = new File(['x'], 'policy.pdf', { type: 'application/pdf' });

describe('imageFromClipboard', () => {
  it('takes a copied image, also one copied from a page', () => {
    expect(imageFromClipboard(clipboard([], [picture]))).toBe(picture);
    expect(imageFromClipboard(clipboard(['text/html'], [picture]))).toBe(picture);
  });

  it('takes a copied file, also one whose type the system does not know', () => {
    expect(imageFromClipboard(clipboard(['text/plain'], [picture]))).toBe(picture);
    expect(imageFromClipboard(clipboard([], [document, untyped]))).toBe(untyped);
  });

  it('leaves text alone, also text with a picture of itself', () => {
    expect(imageFromClipboard(clipboard(['text/plain'], []))).toBeNull();
    expect(imageFromClipboard(clipboard(['text/plain', 'text/html'], [picture]))).toBeNull();
  });

  it('takes nothing else', () => {
    expect(imageFromClipboard(clipboard([], [document]))).toBeNull();
    expect(imageFromClipboard({ clipboardData: null })).toBeNull();
  });
});
