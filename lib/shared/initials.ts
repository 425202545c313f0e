// The initials of a person, which are shown in place of a missing photo.
import { trimInvisibleStart } from './display-text';

/** The first grapheme of each name, in upper case. */
export function initials(nombre: string, apellido: string): string {
  return [nombre, apellido].map((name) => firstGrapheme(capital(name))).join('');
}

/** The first grapheme in upper case, which can be several letters: "ß" becomes "SS". */
function capital(name: string): string {
  return firstGrapheme(trimInvisibleStart(name)).toLocaleUpperCase('es');
}

function firstGrapheme(text: string): string {
  // Firefox before version 125 has no segmenter: use code points.
  if (!Intl.Segmenter) return Array.from(text)[0] ?? '';
  const [first] = new Intl.Segmenter('es').segment(text);
  return first?.segment ?? '';
}
