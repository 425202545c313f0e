// Deletes, of one object and of many.
import { DeleteObjectsCommand } from '@aws-sdk/client-s3';
import { type Bench, type Cases, expectAbsent, put, refusal } from './bench.ts';
import { md5Base64 } from './signing.ts';

const deleteDocument = (keys: string[], more = '') =>
  `<Delete>${more}${keys.map((key) => `<Object><Key>${key}</Key></Object>`).join('')}</Delete>`;

function deleteMany(bench: Bench, body: string, headers: Record<string, string> = {}) {
  return bench.signed({
    method: 'POST',
    query: 'delete',
    body,
    headers: { 'content-md5': md5Base64(body), ...headers },
  });
}

export const deleteCases: Cases = {
  'twice is as good as once': async (bench) => {
    await put(bench, 'object/deleted');
    for (const _ of [1, 2]) {
      const response = await bench.signed({ method: 'DELETE', key: 'object/deleted' });
      expect([response.status, response.body.length]).toEqual([204, 0]);
    }
    await expectAbsent(bench, 'object/deleted');
  },
  'many: tells each, there or not': async (bench) => {
    const keys = ['object/many/1', 'object/many/<2>&', 'object/many/missing'];
    for (const key of keys.slice(0, 2)) await put(bench, key);
    const result = await bench.s3.send(
      new DeleteObjectsCommand({
        Bucket: bench.bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })) },
      }),
    );
    expect(result.Deleted?.map(({ Key }) => Key).sort()).toEqual([...keys].sort());
    for (const key of keys) await expectAbsent(bench, key);
  },
  'many: quietly': async (bench) => {
    await put(bench, 'object/quiet');
    const body = deleteDocument(['object/quiet'], '<Quiet>true</Quiet>');
    const response = await deleteMany(bench, body);
    expect([response.status, response.body.includes('<Deleted>')]).toEqual([200, false]);
    await expectAbsent(bench, 'object/quiet');
  },
  'many: not without a digest': async (bench) => {
    await put(bench, 'object/spared');
    const body = deleteDocument(['object/spared']);
    const response = await bench.signed({ method: 'POST', query: 'delete', body });
    expect(refusal(response)).toBe('400 InvalidRequest');
    expect((await bench.signed({ key: 'object/spared' })).status).toBe(200);
  },
  'many: not with a wrong digest': async (bench) => {
    await put(bench, 'object/spared');
    const headers = { 'content-md5': md5Base64('other') };
    const response = await deleteMany(bench, deleteDocument(['object/spared']), headers);
    expect(refusal(response)).toBe('400 BadDigest');
    expect((await bench.signed({ key: 'object/spared' })).status).toBe(200);
  },
  'many: a thousand and no more': async (bench) => {
    const keys = Array.from({ length: 1001 }, (_, i) => `object/none/${i}`);
    expect((await deleteMany(bench, deleteDocument(keys.slice(1)))).status).toBe(200);
    expect(refusal(await deleteMany(bench, deleteDocument(keys)))).toBe('400 MalformedXML');
  },
  'many: documents that are none': async (bench) => {
    for (const body of ['<Delete>', 'hello', '<Delete></Delete>', '<!DOCTYPE a><Delete/>']) {
      expect([body, refusal(await deleteMany(bench, body))]).toEqual([body, '400 MalformedXML']);
    }
  },
};
