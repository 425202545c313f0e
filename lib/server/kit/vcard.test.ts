// vCards, read by two parsers that did not write them.
import ICAL from 'ical.js';
import VCard from 'vcf';
import { type Contact, fullName, type VCardVersion, vCard } from './vcard';

const CONTACT: Contact = {
  nombre: 'María José',
  apellido: 'Ñúñez de la Cruz',
  puesto: 'Agente de seguros; vida, autos y "daños"',
  telefono: '+525512345678',
  cedula: 'A123456',
  email: 'mj.nunez@polizalab.test',
};
const EMPTY: Contact = {
  nombre: '',
  apellido: '',
  puesto: '',
  telefono: '',
  cedula: '',
  email: '',
};
const VERSIONS: VCardVersion[] = ['3', '4'];

/** As ical.js reads it. */
function read(text: string): Map<string, unknown> {
  const [name, properties] = ICAL.parse(text) as unknown as [
    string,
    [string, object, string, unknown][],
  ];
  expect(name).toBe('vcard');
  // ical.js leaves a backslash before a semicolon of 3.0.
  const plain = (value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\\;', ';') : value;
  return new Map(properties.map(([property, , , value]) => [property, plain(value)]));
}

/** As vcf reads it. */
function readAgain(text: string, property: string): string | undefined {
  const [card] = VCard.parse(text);
  const value = card?.get(property);
  return Array.isArray(value) ? undefined : value?.valueOf();
}

describe.each(VERSIONS)('version %s', (version) => {
  test('has the structured name, and the texts as they are', () => {
    const text = vCard(CONTACT, version, null);
    expect(Object.fromEntries(read(text))).toEqual({
      version: `${version}.0`,
      n: [CONTACT.apellido, CONTACT.nombre, '', '', ''],
      fn: 'María José Ñúñez de la Cruz',
      title: CONTACT.puesto,
      tel: CONTACT.telefono,
      email: CONTACT.email,
      note: 'Cédula CNSF A123456',
    });
    expect(readAgain(text, 'n')).toBe('Ñúñez de la Cruz;María José;;;');
    expect(readAgain(text, 'tel')).toBe(CONTACT.telefono);
  });

  test('has no property for an empty field', () => {
    const text = vCard({ ...EMPTY, nombre: 'Ana' }, version, null);
    expect(text.split('\r\n')).toEqual([
      'BEGIN:VCARD',
      `VERSION:${version}.0`,
      'N:;Ana;;;',
      'FN:Ana',
      'END:VCARD',
      '',
    ]);
  });

  test.each([
    'a,b;c\\d:e"f',
    '\\n',
    '\\,',
    'dos\nlíneas',
    'tres\r\nlíneas\rmás',
    'BEGIN:VCARD\r\nEND:VCARD',
    '日本語 📷 ñ̃',
  ])('%j is escaped', (puesto) => {
    const text = vCard({ ...CONTACT, puesto }, version, null);
    expect(read(text).get('title')).toBe(puesto.replace(/\r\n?/g, '\n'));
    expect(text.match(/^(BEGIN|END):VCARD\r$/gm)).toHaveLength(2);
  });

  test.each([
    ['apellido', 'Pérez; López, hijo'],
    ['nombre', 'Ana\\;'],
  ] as const)('a separator in %s makes no further part of the name', (field, value) => {
    const n = read(vCard({ ...CONTACT, [field]: value }, version, null)).get('n') as string[];
    expect(n).toHaveLength(5);
    expect(n[field === 'apellido' ? 0 : 1]).toBe(value);
  });

  test('lines have at most 75 octets, and no character is broken', () => {
    for (const letter of ['a', 'ñ', '語', '📷']) {
      for (let length = 60; length < 80; length += 1) {
        const nombre = letter.repeat(length);
        const text = vCard({ ...CONTACT, nombre }, version, null);
        for (const line of text.split('\r\n')) {
          const bytes = Buffer.from(line);
          expect(bytes.length).toBeLessThanOrEqual(75);
          expect(bytes.toString()).toBe(line);
        }
        expect(text).not.toMatch(/[^\r]\n/);
        expect((read(text).get('n') as string[])[1]).toBe(nombre);
      }
    }
  });

  test('contains the photo', () => {
    const photo = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
    const text = vCard(CONTACT, version, photo);
    const value = String(read(text).get('photo'));
    expect(Buffer.from(value.replace('data:image/jpeg;base64,', ''), 'base64').equals(photo)).toBe(
      true,
    );
    expect(value.startsWith('data:')).toBe(version === '4');
    expect(text.includes('PHOTO;ENCODING=b;TYPE=JPEG:')).toBe(version === '3');
    expect(readAgain(text, 'photo')).toBe(value);
  });

  test('control characters, which another program may have stored, are left out', () => {
    const text = vCard({ ...CONTACT, nombre: 'A\u0000n\u0007a\u007f' }, version, null);
    expect(read(text).get('n')).toEqual([CONTACT.apellido, 'Ana', '', '', '']);
  });
});

test('a person without a name is called by the email', () => {
  expect(fullName({ ...EMPTY, email: 'ana@polizalab.test' })).toBe('ana@polizalab.test');
});
