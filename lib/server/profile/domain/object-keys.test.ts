// The keys of users with arbitrary ids: no folder belongs to two users.
import fc from 'fast-check';
import {
  imageIdOfKey,
  imagesOfKey,
  isOwnProfileKey,
  objectKeys,
  parseUploadKey,
  profileKey,
  uploadKey,
  userKeyPart,
  variantKey,
} from './object-keys';

const ID = '01989f6e-0000-7000-8000-000000000001';
const PLAIN = ['agente', 'auth0_5f7', 'A-Z', 'a'.repeat(128)];
const ODD = [
  'auth0|5f7c8ec7c33c6c004bbafe82',
  'a/b',
  '../colega',
  '..',
  '.',
  '~YQ',
  'agente@polizalab.mx',
  'ñandú 📷',
  'a'.repeat(129),
  'con espacio',
  '%2e%2e%2f',
  '\u0000',
];

test.each(PLAIN)('a plain id is used in keys as it is: %s', (userId) => {
  expect(profileKey(userId, ID, 'image/jpeg')).toBe(`profiles/${userId}/${ID}.jpg`);
  expect(uploadKey(userId, ID, 'image/png')).toBe(`uploads/${userId}/${ID}.png`);
  for (const [contentType, file] of [
    ['image/webp', 'medium.webp'],
    ['image/jpeg', 'medium.jpg'],
  ] as const) {
    expect(variantKey(userId, ID, { name: 'medium', contentType })).toBe(
      `profiles/${userId}/${ID}/${file}`,
    );
  }
});

test.each(ODD)('any other id is encoded in keys as ~ and its base64url: %j', (userId) => {
  const part = userKeyPart(userId);
  expect(part).toBe(`~${Buffer.from(userId).toString('base64url')}`);
  expect(part).toMatch(/^~[A-Za-z0-9_-]+$/);
  expect(profileKey(userId, ID, 'image/webp')).toBe(`profiles/${part}/${ID}.webp`);
});

test.each([...PLAIN, ...ODD])('an upload key is parsed into its user and image: %j', (userId) => {
  const name = { userId, imageId: ID };
  expect(parseUploadKey(uploadKey(userId, ID, 'image/webp'))).toEqual(name);
  const folder = `profiles/${userKeyPart(userId)}`;
  for (const key of [
    `${folder}/${ID}.png`,
    `${folder}/${ID}/medium.webp`,
    `${folder}/${ID}/new.avif`,
  ]) {
    expect(imagesOfKey(key)).toContainEqual(name);
  }
});

test('the keys of an image are those in its record and those of the current sizes', () => {
  const image = { userId: 'agente', imageId: ID, key: `profiles/agente/${ID}.png` };
  const other = {
    name: 'poster',
    key: `elsewhere/${ID}.avif`,
    contentType: 'image/avif',
    width: 9,
  };
  const recorded = { ...other, name: 'medium', key: `profiles/agente/${ID}/medium.webp` };
  const processed = { width: 9, height: 9, placeholder: '', variants: [recorded, other] };
  const sizes = [
    { name: 'medium', contentType: 'image/webp' },
    { name: 'email', contentType: 'image/jpeg' },
  ] as const;
  const email = `profiles/agente/${ID}/email.jpg`;
  expect(objectKeys({ ...image, processed: null }, sizes)).toEqual([
    image.key,
    recorded.key,
    email,
  ]);
  expect(objectKeys({ ...image, processed }, sizes)).toEqual([
    image.key,
    recorded.key,
    other.key,
    email,
  ]);
});

test('the keys of any two ids differ, and are parsed into their user', () => {
  const anyId = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 140 });
  fc.assert(
    fc.property(anyId, anyId, (one, other) => {
      expect(parseUploadKey(uploadKey(one, ID, 'image/png'))?.userId).toBe(one);
      if (one !== other) expect(userKeyPart(one)).not.toBe(userKeyPart(other));
      expect(userKeyPart(one)).not.toContain('/');
    }),
  );
});

test.each([
  'profiles/agente/01989f6e-0000-7000-8000-000000000001.png',
  'uploads/agente/01989f6e-0000-7000-8000-000000000001.gif',
  'uploads/agente/01989F6E-0000-7000-8000-000000000001.png',
  'uploads/agente/sub/01989f6e-0000-7000-8000-000000000001.png',
  'uploads/01989f6e-0000-7000-8000-000000000001.png',
  'uploads/../01989f6e-0000-7000-8000-000000000001.png',
  'uploads/agente/01989f6e-0000-7000-8000-000000000001.png.exe',
  // The base64url of a plain id: the key part of that user is the id itself.
  `uploads/~${Buffer.from('agente').toString('base64url')}/01989f6e-0000-7000-8000-000000000001.png`,
  'uploads/~!!/01989f6e-0000-7000-8000-000000000001.png',
  '',
])('a key of another program is not an upload: %s', (key) => {
  expect(parseUploadKey(key)).toBeNull();
});

test('a key of ours contains the image id; any other key gets a derived one', () => {
  const key = profileKey('agente', ID, 'image/png');
  expect(imageIdOfKey('agente', key)).toBe(ID);
  const foreign = [
    imageIdOfKey('colega', key),
    imageIdOfKey('agente', `${key}.bak`),
    imageIdOfKey('agente', `/${key}`),
    imageIdOfKey('agente', `profiles/agente/../agente/${ID}.png`),
    imageIdOfKey('agente', 'constructor'),
  ];
  for (const id of foreign) expect(id).toMatch(/^key-[A-Za-z0-9_-]{43}$/);
  expect(new Set(foreign).size).toBe(foreign.length);
});

test.each([
  ['agente', 'profiles/agente/foto.png', true],
  ['agente', 'profiles/agente/2023/foto.png', true],
  ['auth0|5f', `profiles/${userKeyPart('auth0|5f')}/foto.png`, true],
  ['auth0|5f', 'profiles/auth0|5f/foto.png', true],
  ['agente', 'profiles/agente2/foto.png', false],
  ['agente', 'profiles/colega/foto.png', false],
  ['agente', 'uploads/agente/foto.png', false],
  ['agente', 'agente/foto.png', false],
  ['agente', 'profiles/agente/../colega/foto.png', false],
  ['..', 'profiles/../secretos/foto.png', false],
])('for the user %j the key %s is own: %s', (userId, key, own) => {
  expect(isOwnProfileKey(userId, key)).toBe(own);
});
