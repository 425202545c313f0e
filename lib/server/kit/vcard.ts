// Writes a person as a vCard: https://www.rfc-editor.org/rfc/rfc2426 (3.0) and https://www.rfc-editor.org/rfc/rfc6350 (4.0).
import type { Person } from '@/lib/shared/person-fields';

/** What a vCard or card says of a person. Empty texts are left out. */
export interface Contact
  extends Pick<Person, 'nombre' | 'apellido' | 'puesto' | 'telefono' | 'cedula'> {
  email: string;
}

/** 3.0 is what most address books import. */
export type VCardVersion = '3' | '4';

/** Octets of a line, without its end. */
const LINE_LENGTH = 75;

/** Control characters but tab and line feed; another program may have stored one in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * Returns the vCard as text with CRLF line ends.
 * @param photo a JPEG
 */
export function vCard(contact: Contact, version: VCardVersion, photo: Uint8Array | null): string {
  const { nombre, apellido, puesto, telefono, cedula, email } = contact;
  const base64 = photo && Buffer.from(photo).toString('base64');
  const isOld = version === '3';
  const text = isOld ? part : escaped;
  const lines = [
    'BEGIN:VCARD',
    `VERSION:${version}.0`,
    // Both surnames form the family name, since a program cannot tell which words belong to which ("de la Cruz Peña").
    `N:${part(apellido)};${part(nombre)};;;`,
    `FN:${text(fullName(contact))}`,
    puesto && `TITLE:${text(puesto)}`,
    telefono && `TEL;TYPE=${isOld ? 'WORK,VOICE' : 'work'}:${text(telefono)}`,
    email && `EMAIL;TYPE=${isOld ? 'INTERNET,WORK' : 'work'}:${text(email)}`,
    cedula && `NOTE:${text(`Cédula CNSF ${cedula}`)}`,
    base64 &&
      (isOld ? `PHOTO;ENCODING=b;TYPE=JPEG:${base64}` : `PHOTO:data:image/jpeg;base64,${base64}`),
    'END:VCARD',
  ];
  return lines.flatMap((line) => (line ? `${folded(line)}\r\n` : [])).join('');
}

/** The name as one line; the email of a person without a name. */
export function fullName({ nombre, apellido, email }: Contact): string {
  return `${nombre} ${apellido}`.trim() || email;
}

/** A part of a structured value, and in 3.0 any text: RFC 2426, section 4. */
function part(text: string): string {
  return escaped(text).replaceAll(';', '\\;');
}

/** A text of 4.0, in which a semicolon stands for itself: RFC 6350, section 4. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(CONTROL, '')
    .replace(/[\\,]/g, '\\$&')
    .replaceAll('\n', '\\n');
}

/** Breaks a line into lines of at most 75 octets, between characters: RFC 6350, section 3.2. */
function folded(line: string): string {
  let result = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_LENGTH) {
      result += '\r\n ';
      octets = 1;
    }
    result += character;
    octets += size;
  }
  return result;
}
