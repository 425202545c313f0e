// The settings: what is refused, and that every fault is named at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import example from '../settings.example.json' with { type: 'json' };
import { parseSettings } from './settings';

test('the example is one that works', () => {
  assert.equal(parseSettings(example).name, 'polizalab-profile');
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
    assert.throws(faults, new RegExp(`at ${name}`));
  }
});

test('a setting that does not exist is refused, for it may be a misspelt one', () => {
  assert.throws(() => parseSettings({ ...example, alarmMail: 'a@example.com' }), /alarmMail/);
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
    assert.throws(() => taken(wrong), /appOrigins/, wrong);
  }
  assert.throws(() => taken('https://a-*.example.com', 'https://b-*.example.com'), /appOrigins/);
});

test('a bucket is made or named, not both', () => {
  const both = { create: 'one-bucket', existing: 'two-bucket' };
  assert.throws(() => parseSettings({ ...example, bucket: both }), /bucket/);
});

test('GitHub workflows are named by repository and by branch or environment, without a wildcard', () => {
  const parse = (github: object) => parseSettings({ ...example, github });
  parse({ repository: 'acme/perfil', environments: ['production'] });
  assert.throws(() => parse({ repository: 'acme/perfil' }), /branch or an environment/);
  assert.throws(() => parse({ repository: 'acme/*', branches: ['main'] }), /repository/);
  assert.throws(() => parse({ repository: 'acme/perfil', branches: ['*'] }), /branches/);
});

test('access logs need something of ours to log', () => {
  const bucket = { existing: 'polizalab-documents-dev' };
  const accessLogs = { retentionDays: 90 };
  assert.throws(() => parseSettings({ ...example, bucket, accessLogs }), /accessLogs/);
  parseSettings({ ...example, accessLogs });
});
