// Validation of the settings; an error names every fault.
import example from '../settings.example.json' with { type: 'json' };
import { parseSettings } from './settings';

test('the example is valid', () => {
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

test('an unknown setting is refused, since it may be misspelt', () => {
  expect(() => parseSettings({ ...example, alarmMail: 'a@example.com' })).toThrow(/alarmMail/);
});

test('origins: one wildcard, for preview deployments', () => {
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

test('a bucket is either created or named', () => {
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

test('access logs need a bucket or a distribution of this stack', () => {
  const bucket = { existing: 'polizalab-documents-dev' };
  const accessLogs = { retentionDays: 90 };
  expect(() => parseSettings({ ...example, bucket, accessLogs })).toThrow(/accessLogs/);
  parseSettings({ ...example, accessLogs });
});
