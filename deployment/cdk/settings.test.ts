// The settings: what is refused, and that every fault is named at once.
import example from '../settings.example.json' with { type: 'json' };
import { parseSettings } from './settings';

test('the example is one that works', () => {
  expect(parseSettings(example).name).toBe('polizalab-profile');
});

test('every fault is named', () => {
  const faults = () =>
    parseSettings({
      account: '12',
      region: 'moon',
      hosting: { on: 'moon' },
      bucket: { create: 'A bucket' },
      usersTable: 'Users',
      github: { repository: 'acme', branches: ['main'] },
    });
  for (const name of [
    ...['account', 'region', 'appOrigins', 'bucket', 'usersTable', 'hosting'],
    ...['github.repository'],
  ]) {
    expect(faults).toThrow(new RegExp(`at ${name}`));
  }
});

test('a setting that does not exist is refused, for it may be a misspelt one', () => {
  expect(() => parseSettings({ ...example, alarmMail: 'a@example.com' })).toThrow(/alarmMail/);
});

test('origins: one wildcard, for previews of our own', () => {
  const taken = (...appOrigins: string[]) => {
    parseSettings({ ...example, appOrigins });
  };
  taken('https://perfil.example.com', 'https://perfil-*-acme.vercel.app');
  taken('https://*.perfil.example.com');
  for (const wrong of [
    '*',
    'https://*',
    'https://*.com',
    'https://*.vercel.app',
    'https://*.*.example.com',
    'https://perfil.example.com/',
    'http://perfil.example.com',
    'perfil.example.com',
  ]) {
    expect(() => taken(wrong)).toThrow(/appOrigins/);
  }
  expect(() => taken('https://a-*.example.com', 'https://b-*.example.com')).toThrow(/appOrigins/);
});

test('a bucket is made or named, not both', () => {
  const both = { create: 'one-bucket', existing: 'two-bucket' };
  expect(() => parseSettings({ ...example, bucket: both })).toThrow(/bucket/);
});

test('GitHub workflows are named by repository and by branch or environment, without a wildcard', () => {
  const parse = (github: object) => parseSettings({ ...example, github });
  parse({ repository: 'acme/perfil', environments: ['production'] });
  expect(() => parse({ repository: 'acme/perfil' })).toThrow(/branch or an environment/);
  expect(() => parse({ repository: 'acme/*', branches: ['main'] })).toThrow(/repository/);
  expect(() => parse({ repository: 'acme/perfil', branches: ['*'] })).toThrow(/branches/);
});

test('access logs need something of ours to log', () => {
  const bucket = { existing: 'polizalab-documents-dev' };
  const accessLogs = { retentionDays: 90 };
  expect(() => parseSettings({ ...example, bucket, accessLogs })).toThrow(/accessLogs/);
  parseSettings({ ...example, accessLogs });
});
