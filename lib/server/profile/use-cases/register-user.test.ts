// The user created on the first sign-in from valid and invalid claims of a provider.
import { eachField } from '@/lib/shared/person-fields';
import { caller, memoryPorts, START } from '@/test/profile/memory-ports';
import { personOf, registerUser } from './register-user';
import { updateProfile } from './update-profile';

const RIGHT_TO_LEFT = String.fromCharCode(0x202e);

test('the first sign-in creates the user; a later one with other claims changes nothing', async () => {
  const memory = memoryPorts();
  const claims = {
    userId: 'u1',
    email: 'eva@polizalab.test',
    given_name: 'Eva',
    family_name: 'Luna',
  };
  await registerUser(memory, claims);
  const made = await memory.store.readUser('u1');
  expect(made).toEqual({
    userId: 'u1',
    email: 'eva@polizalab.test',
    ...eachField(() => ''),
    nombre: 'Eva',
    apellido: 'Luna',
    createdAt: new Date(START * 1000).toISOString(),
    sessionsValidFrom: 0,
    images: {
      imageSeq: 0,
      lastIssue: null,
      rev: 0,
      newest: null,
      shown: null,
      request: null,
      link: null,
    },
  });
  await updateProfile(memory, 'u1', { nombre: 'Evita' }, caller('u1'));
  await registerUser(memory, { ...claims, given_name: 'Otra', email: 'otra@polizalab.test' });
  expect(await memory.store.readUser('u1')).toEqual({ ...made, nombre: 'Evita' });
});

test.each([
  [{ given_name: 'José ', family_name: 'Núñez' }, 'José', 'Núñez'],
  [{ given_name: 'Eva' }, 'Eva', ''],
  [{ name: 'Eva Luna Ramírez' }, 'Eva', 'Luna Ramírez'],
  [{ name: 'Eva' }, 'Eva', ''],
  [{ given_name: 'Eva', name: 'Otra Persona' }, 'Eva', ''],
  [{}, '', ''],
  [{ given_name: '   ', family_name: '' }, '', ''],
  [{ given_name: ['Eva'], family_name: { toString: 'x' }, name: 7 }, '', ''],
  [{ given_name: 'x'.repeat(81), family_name: 'x'.repeat(80) }, '', 'x'.repeat(80)],
  [{ given_name: `Ev${RIGHT_TO_LEFT}a`, family_name: 'Lu\u0000na' }, '', ''],
  [{ given_name: '\ud800' }, '', ''],
])('the claims %j give the name %s %s', (claims, nombre, apellido) => {
  expect(personOf({ userId: 'u1', ...claims })).toMatchObject({ nombre, apellido });
});

test.each([
  ['eva@polizalab.test', 'eva@polizalab.test'],
  [`${'x'.repeat(250)}@a.mx`, ''],
  ['eva', ''],
  ['eva@a.mx\r\nBcc: x@y.z', ''],
  [`e${RIGHT_TO_LEFT}va@a.mx`, ''],
  [['eva@a.mx'], ''],
  [undefined, ''],
])('the email claim %j becomes %j', (claim, email) => {
  expect(personOf({ userId: 'u1', email: claim }).email).toBe(email);
});
