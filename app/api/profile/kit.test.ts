// The agent's kit over HTTP: vCard, QR codes and cards of the caller, with the stored JPEG of the photo.
import ICAL from 'ical.js';
import jsQR from 'jsqr';
import { cameraPhoto } from 'odd-images/camera-photo';
import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { GET as CARD_PDF } from '@/app/api/profile/card.pdf/route';
import { GET as CARD_PNG } from '@/app/api/profile/card.png/route';
import { GET as VCARD } from '@/app/api/profile/card.vcf/route';
import { POST } from '@/app/api/profile/image/route';
import { PUT as LINK } from '@/app/api/profile/link/route';
import { GET as QR_PNG } from '@/app/api/profile/qr.png/route';
import { GET as QR_SVG } from '@/app/api/profile/qr.svg/route';
import { GET, PUT } from '@/app/api/profile/route';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { type Agent, askUpload, type Handler, newAgent, put } from '@/test/http/agent';

const FILES: [string, Handler, string][] = [
  ['card.vcf', VCARD, 'text/vcard; charset=utf-8'],
  ['card.pdf', CARD_PDF, 'application/pdf'],
  ['card.png', CARD_PNG, 'image/png'],
  ['qr.svg', QR_SVG, 'image/svg+xml'],
  ['qr.png', QR_PNG, 'image/png'],
];

const PERSON = {
  nombre: 'María José',
  apellido: 'Ñúñez de la Cruz',
  puesto: 'Agente de seguros',
  telefono: '+525512345678',
  cedula: 'A123456',
};

const call = (handler: Handler, agent: Agent, file: string) =>
  handler(agent.request('GET', `/api/profile/${file}`));

async function withPhoto(): Promise<{ agent: Agent; profile: ProfileResponse }> {
  const agent = await newAgent(PERSON);
  const { presignedUrl, headers, s3Key } = await askUpload(POST, agent);
  await put(presignedUrl, headers, await cameraPhoto({ width: 800, height: 900, format: 'png' }));
  const body = { profileImageKey: s3Key };
  const response = await PUT(agent.request('PUT', '/api/profile', body));
  expect(response.status).toBe(200);
  return { agent, profile: await response.json() };
}

/** Downloads a variant as another program does. */
async function variant({ profileImageVariants }: ProfileResponse, name: string): Promise<Buffer> {
  const found = profileImageVariants.find((one) => one.name === name);
  return Buffer.from(await (await fetch(found?.url ?? '')).arrayBuffer());
}

function propertiesOf(text: string): Map<string, unknown> {
  const [, properties] = ICAL.parse(text) as unknown as [
    string,
    [string, object, string, unknown][],
  ];
  return new Map(properties.map(([property, , , value]) => [property, value]));
}

async function decoded(png: ArrayBuffer): Promise<string | undefined> {
  const { data, info } = await sharp(Buffer.from(png))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const found = jsQR(new Uint8ClampedArray(data), info.width, info.height);
  return found ? Buffer.from(found.binaryData).toString() : undefined;
}

describe('with a photo', () => {
  let agent: Agent;
  let profile: ProfileResponse;
  beforeAll(async () => {
    ({ agent, profile } = await withPhoto());
  });

  test.each(FILES)('%s has its type, and the name of the person', async (file, handler, type) => {
    const response = await call(handler, agent, file);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('cache-control')).toBe('private, no-store');
    const extension = file.startsWith('qr') ? file : file.slice('card.'.length);
    const disposition = response.headers.get('content-disposition') ?? '';
    expect(disposition).toContain(`filename="Maria Jose Nunez de la Cruz.${extension}"`);
    const [, encoded = ''] = disposition.split("filename*=UTF-8''");
    expect(decodeURIComponent(encoded)).toBe(`María José Ñúñez de la Cruz.${extension}`);
  });

  test.each(['', '?version=3', '?version=4'])('the vCard%s has the stored JPEG', async (query) => {
    const text = await (await call(VCARD, agent, `card.vcf${query}`)).text();
    const card = propertiesOf(text);
    expect(card.get('version')).toBe(query.endsWith('4') ? '4.0' : '3.0');
    expect(card.get('n')).toEqual([PERSON.apellido, PERSON.nombre, '', '', '']);
    expect(card.get('tel')).toBe(PERSON.telefono);
    const photo = String(card.get('photo')).replace('data:image/jpeg;base64,', '');
    expect(Buffer.from(photo, 'base64').equals(await variant(profile, 'document'))).toBe(true);
  });

  test('another version of vCard is refused', async () => {
    const response = await call(VCARD, agent, 'card.vcf?version=2.1');
    expect(response.status).toBe(400);
    expect((await response.json()).errors).toMatchObject([{ field: 'version' }]);
  });

  test.each([
    ['email', 240],
    ['document', 648],
  ])('pdf-lib embeds the JPEG for %s', async (name, side) => {
    const document = await PDFDocument.create();
    const image = await document.embedJpg(await variant(profile, name));
    expect([image.width, image.height]).toEqual([side, side]);
    document.addPage().drawImage(image);
    expect((await PDFDocument.load(await document.save())).getPageCount()).toBe(1);
  });

  test('the card has the stored JPEG', async () => {
    const pdf = Buffer.from(await (await call(CARD_PDF, agent, 'card.pdf')).arrayBuffer());
    expect(pdf.includes(await variant(profile, 'document'))).toBe(true);
  });

  test('the QR codes are a contact without the photo', async () => {
    for (const [handler, file] of [
      [QR_PNG, 'qr.png'],
      [CARD_PNG, 'card.png'],
    ] as const) {
      const text = await decoded(await (await call(handler, agent, file)).arrayBuffer());
      expect(Object.fromEntries(propertiesOf(text ?? ''))).toEqual({
        version: '3.0',
        n: [PERSON.apellido, PERSON.nombre, '', '', ''],
        fn: 'María José Ñúñez de la Cruz',
        tel: PERSON.telefono,
        email: 'ana@polizalab.test',
      });
    }
  });

  test('the QR code of the link is its address, and there is none while it is off', async () => {
    const off = await call(QR_PNG, agent, 'qr.png?of=link');
    expect([off.status, (await off.json()).code]).toEqual([404, 'link_not_found']);
    const body = { audience: 'anyone' };
    const on = await LINK(agent.request('PUT', '/api/profile/link', body));
    const { profileImageLink } = await on.json();
    const response = await call(QR_PNG, agent, 'qr.png?of=link');
    expect(await decoded(await response.arrayBuffer())).toBe(profileImageLink.url);
  });

  test('a removed photo is in none of them', async () => {
    const body = { profileImageKey: null };
    expect((await PUT(agent.request('PUT', '/api/profile', body))).status).toBe(200);
    expect(await (await call(VCARD, agent, 'card.vcf')).text()).not.toContain('PHOTO');
    const pdf = Buffer.from(await (await call(CARD_PDF, agent, 'card.pdf')).arrayBuffer());
    expect(pdf.includes('/DCTDecode')).toBe(false);
  });
});

describe.each(FILES)('%s', (file, handler) => {
  test.each([
    ['without a photo', {}],
    ['without a surname', { apellido: '' }],
    ['without any name or email', { nombre: '', apellido: '', email: undefined }],
    ['with an invalid telephone number of another program', { telefono: 'Casa: 55' }],
  ])('is made %s', async (_, attributes) => {
    const response = await call(handler, await newAgent(attributes), file);
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(40);
  });

  test('is refused with a reason where another program has stored an endless name', async () => {
    const agent = await newAgent({ nombre: 'Ana '.repeat(2000) });
    const response = await call(handler, agent, file);
    if (file === 'card.vcf') return expect(response.status).toBe(200);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: 'not_printable' });
  });
});

test('a card is refused with the characters that its font lacks; the vCard has them', async () => {
  const agent = await newAgent({ nombre: 'Ana 📷' });
  const response = await call(CARD_PDF, agent, 'card.pdf');
  expect(response.status).toBe(422);
  expect((await response.json()).detail).toContain('📷');
  const card = propertiesOf(await (await call(VCARD, agent, 'card.vcf')).text());
  expect(card.get('fn')).toBe('Ana 📷 Ramírez');
});

test('the response of GET does not change', async () => {
  const agent = await newAgent(PERSON);
  const before = await (await GET(agent.request('GET', '/api/profile'))).json();
  for (const [file, handler] of FILES) await call(handler, agent, file);
  expect(await (await GET(agent.request('GET', '/api/profile'))).json()).toEqual(before);
});
