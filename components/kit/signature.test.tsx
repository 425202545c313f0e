// The HTML of the signature, which must survive mail programs.
import { render } from '@testing-library/react';
import { someProfile } from '@/test/client/fake-network';
import { Signature, signatureText } from './signature';

const LINK = 'https://perfil.polizalab.test/f/AAAAAAAAAAAAAAAAAAAAAA.jpg';
const person = someProfile({
  nombre: 'María José',
  apellido: 'Ñúñez',
  puesto: 'Vida & <script>alert(1)</script> "GMM"',
  telefono: '+525512345678',
  cedula: 'A123456',
});

const htmlOf = (profile = person) =>
  render(<Signature person={profile} link={LINK} />).container.innerHTML;

it('has only tags and attributes that mail programs keep', () => {
  const html = htmlOf();
  const tags = new Set([...html.matchAll(/<([a-z]+)/g)].map(([, tag]) => tag));
  expect([...tags].sort()).toEqual([
    'a',
    'br',
    'img',
    'span',
    'strong',
    'table',
    'tbody',
    'td',
    'tr',
  ]);
  const attributes = new Set([...html.matchAll(/ ([a-z]+)="/g)].map(([, name]) => name));
  expect([...attributes].sort()).toEqual([
    'alt',
    'border',
    'cellpadding',
    'cellspacing',
    'height',
    'href',
    'role',
    'src',
    'style',
    'width',
  ]);
  // Outlook renders with Word, which supports none of these.
  expect(html).not.toMatch(/flex|grid|position|rem|var\(|class/);
});

it('has the photo by its absolute URL, with its size and an alternative text', () => {
  const image = render(<Signature person={person} link={LINK} />).container.querySelector('img');
  expect(image?.getAttribute('src')).toBe(`${LINK}?s=192`);
  expect([image?.getAttribute('width'), image?.getAttribute('height')]).toEqual(['96', '96']);
  expect(image?.alt).toBe('María José Ñúñez');
});

it('escapes every text', () => {
  const html = htmlOf();
  expect(html).not.toContain('<script');
  const read = new DOMParser().parseFromString(html, 'text/html').body.textContent;
  expect(read).toContain(person.puesto);
});

it('leaves out empty fields', () => {
  const empty = someProfile({ nombre: 'Ana', apellido: '' });
  expect(signatureText(empty)).toBe('Ana\nana@polizalab.test');
  expect(htmlOf(empty)).not.toMatch(/tel:|CNSF|undefined/);
});

it('has one line per detail as plain text', () => {
  expect(signatureText(person).split('\n')).toEqual([
    'María José Ñúñez',
    person.puesto,
    '+525512345678',
    'ana@polizalab.test',
    'Cédula CNSF A123456',
  ]);
});
