/** @jest-environment node */
import { isKeyOf } from './key-owner';

it.each([
  ['agente-1', 'profiles/agente-1/0197.webp'],
  ['auth0|ñandú/..', 'profiles/~YXV0aDB8w7FhbmTDui8uLg/0197.webp'],
  ['🎈>>?', 'profiles/~8J-OiD4-Pw/0197.webp'],
])("knows %s's keys from another's", (id, key) => {
  expect(isKeyOf(id, key)).toBe(true);
  expect(isKeyOf(`${id}2`, key)).toBe(false);
  expect(isKeyOf('colega', key)).toBe(false);
});
