import { fromEvent } from './files-of-event';

const file = new File(['x'], 'yo.jpg', { type: 'image/jpeg' });

it('gives the files of a drop', async () => {
  const drop = Object.assign(new Event('drop'), { dataTransfer: { files: [file] } });
  expect(await fromEvent(drop)).toEqual([file]);
});

it('gives the files that were chosen in an input', async () => {
  const input = document.createElement('input');
  input.type = 'file';
  Object.defineProperty(input, 'files', { value: [file] });
  const change = new Promise<Event>((resolve) => input.addEventListener('change', resolve));
  input.dispatchEvent(new Event('change'));
  expect(await fromEvent(await change)).toEqual([file]);
});

it('gives none of a drag that carries no files', async () => {
  expect(await fromEvent(Object.assign(new Event('drop'), { dataTransfer: null }))).toEqual([]);
});
