// DeleteObject and DeleteObjects.
import assert from 'node:assert/strict';
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { type Cases, expectAbsent, type Fixture, put, statusAndCode } from './fixture.ts';
import { md5Base64 } from './signing.ts';

const deleteDocument = (keys: string[], more = '') =>
  `<Delete>${more}${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`;

function deleteMany(fixture: Fixture, body: string, headers: Record<string, string> = {}) {
  return fixture.signed({
    method: 'POST',
    query: 'delete',
    body,
    headers: { 'content-md5': md5Base64(body), ...headers },
  });
}

export const deleteCases: Cases = {
  'deleting twice succeeds': async (fixture) => {
    await put(fixture, 'object/deleted');
    for (const _ of [1, 2]) {
      const response = await fixture.signed({ method: 'DELETE', key: 'object/deleted' });
      assert.deepEqual([response.status, response.body.length], [204, 0]);
    }
    await expectAbsent(fixture, 'object/deleted');
  },
  'many: each key is reported, present or missing': async (fixture) => {
    const keys = ['object/many/1', 'object/many/<2>&', 'object/many/missing'];
    for (const key of keys.slice(0, 2)) await put(fixture, key);
    const result = await fixture.s3.send(
      new DeleteObjectsCommand({
        Bucket: fixture.bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })) },
      }),
    );
    assert.deepEqual(result.Deleted?.map(({ Key }) => Key).sort(), [...keys].sort());
    for (const key of keys) await expectAbsent(fixture, key);
  },
  'many: quiet': async (fixture) => {
    await put(fixture, 'object/quiet');
    const body = deleteDocument(['object/quiet'], '<Quiet>true</Quiet>');
    const response = await deleteMany(fixture, body);
    assert.deepEqual([response.status, response.body.includes('<Deleted>')], [200, false]);
    await expectAbsent(fixture, 'object/quiet');
  },
  'many: no digest': async (fixture) => {
    await put(fixture, 'object/spared');
    const body = deleteDocument(['object/spared']);
    const response = await fixture.signed({ method: 'POST', query: 'delete', body });
    assert.equal(statusAndCode(response), '400 InvalidRequest');
    assert.equal((await fixture.signed({ key: 'object/spared' })).status, 200);
  },
  'many: a wrong digest': async (fixture) => {
    await put(fixture, 'object/spared');
    const headers = { 'content-md5': md5Base64('other') };
    const response = await deleteMany(fixture, deleteDocument(['object/spared']), headers);
    assert.equal(statusAndCode(response), '400 BadDigest');
    assert.equal((await fixture.signed({ key: 'object/spared' })).status, 200);
  },
  'many: at most 1000 keys': async (fixture) => {
    const keys = Array.from({ length: 1001 }, (_, i) => `object/none/${i}`);
    assert.equal((await deleteMany(fixture, deleteDocument(keys.slice(1)))).status, 200);
    assert.equal(
      statusAndCode(await deleteMany(fixture, deleteDocument(keys))),
      '400 MalformedXML',
    );
  },
  'many: malformed documents': async (fixture) => {
    for (const body of ['<Delete>', 'hello', '<Delete></Delete>', '<!DOCTYPE a><Delete/>']) {
      assert.deepEqual(
        [body, statusAndCode(await deleteMany(fixture, body))],
        [body, '400 MalformedXML'],
      );
    }
  },
};
