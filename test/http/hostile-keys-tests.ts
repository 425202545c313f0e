// Keys of others at every endpoint that accepts a key: the app accepts none, and S3 and DynamoDB never see one.
// The tests record the network, not the code.

import { cameraPhoto } from 'odd-images/camera-photo';
import { GET as GET_HISTORY } from '@/app/api/profile/image/history/route';
import { DELETE, POST } from '@/app/api/profile/image/route';
import { GET, PUT } from '@/app/api/profile/route';
import { type Agent, askUpload, newAgent, put } from './agent';
import { hostileKeys } from './hostile-keys';
import { type RecordingNetwork, recordingNetwork } from './recording-network';
import type { Sample } from './sample';

/** Defines the tests. @param sample selects the keys */
export function testHostileKeys(sample: Sample): void {
  let s3: RecordingNetwork;
  let dynamoDb: RecordingNetwork;
  let agent: Agent;
  let colleague: Agent;
  let made: number;
  let keys: string[];
  let before: string;

  beforeAll(async () => {
    s3 = await recordingNetwork(process.env.S3_ENDPOINT ?? '');
    dynamoDb = await recordingNetwork(process.env.DYNAMODB_ENDPOINT ?? '');
    Object.assign(process.env, {
      S3_ENDPOINT: s3.url,
      DYNAMODB_ENDPOINT: dynamoDb.url,
      WRITES_PER_MINUTE: '100000',
      HISTORIES_PER_MINUTE: '100000',
    });
    [agent, colleague] = [await newAgent(), await newAgent()];
    const [own, theirs] = [await showPhoto(agent), await showPhoto(colleague)];
    const open = await askUpload(POST, colleague);
    const all = hostileKeys(
      [
        theirs,
        theirs.replace('.png', '/thumbnail.webp'),
        theirs.replace('profiles/', 'uploads/'),
        open.s3Key,
        new URL(open.presignedUrl).pathname.slice(1),
        `profiles/${colleague.userId}/foto.png`,
        `profiles/${agent.userId}/0199c6a2-0000-7000-8000-000000000000.png`,
        own.replace('profiles/', 'uploads/'),
        own.replace('.png', '/thumbnail.webp'),
        own.replace('.png', '.jpg'),
        'profiles/nobody/0199c6a2-0000-7000-8000-000000000000.png',
      ],
      [own],
    );
    made = all.length;
    keys = sample(all);
    before = await stateOfUsers();
    s3.requests.length = 0;
    dynamoDb.requests.length = 0;
  });

  afterAll(async () => {
    await s3.close();
    await dynamoDb.close();
  });

  async function showPhoto(one: Agent): Promise<string> {
    const { presignedUrl, headers, s3Key } = await askUpload(POST, one);
    await put(presignedUrl, headers, await cameraPhoto({ width: 60, height: 60, format: 'png' }));
    const response = await PUT(one.request('PUT', '/api/profile', { profileImageKey: s3Key }));
    expect(response.status).toBe(200);
    return s3Key;
  }

  /** The state of both users, without signatures, which change each time. */
  async function stateOfUsers(): Promise<string> {
    const texts: string[] = [];
    for (const one of [agent, colleague]) {
      texts.push(await (await GET(one.request('GET', '/api/profile'))).text());
    }
    return texts.join().replace(/\?X-Amz-[^"]*|\?[^"]*X-Amz-[^"]*/g, '');
  }

  /** Calls with each key, some in parallel, and returns the response statuses. */
  async function callWithEach(call: (key: string) => Promise<Response>): Promise<Set<number>> {
    const statuses = new Set<number>();
    for (let start = 0; start < keys.length; start += 10) {
      const answers = await Promise.all(keys.slice(start, start + 10).map(call));
      for (const { status } of answers) statuses.add(status);
    }
    return statuses;
  }

  /** The keys that an engine has seen: as a whole string or, unless they are as short as words, within another string. */
  function seenBy({ requests }: RecordingNetwork): string[] {
    const texts = new Set(requests.flatMap((request) => request.texts));
    const all = [...texts].join('\n');
    return keys.filter((key) => texts.has(key) || (key.length > 30 && all.includes(key)));
  }

  test('there are 500 keys, and the network records them', async () => {
    expect(made).toBeGreaterThanOrEqual(500);
    await GET(agent.request('GET', '/api/profile'));
    expect(dynamoDb.requests.flatMap(({ texts }) => texts)).toContain(agent.userId);
  });

  test('PUT /api/profile accepts none; neither S3 nor DynamoDB sees one', async () => {
    s3.requests.length = 0;
    const statuses = await callWithEach((profileImageKey) =>
      PUT(agent.request('PUT', '/api/profile', { nombre: 'Intruso', profileImageKey })),
    );
    expect([...statuses].sort()).toEqual([400, 404]);
    expect(s3.requests).toEqual([]);
    expect(dynamoDb.requests.length).toBeGreaterThanOrEqual(keys.length);
    expect(seenBy(dynamoDb)).toEqual([]);
    expect(await stateOfUsers()).toBe(before);
  });

  test('DELETE /api/profile/image withdraws none, and neither engine sees one', async () => {
    s3.requests.length = 0;
    dynamoDb.requests.length = 0;
    const statuses = await callWithEach((key) =>
      DELETE(agent.request('DELETE', `/api/profile/image?${new URLSearchParams({ key })}`)),
    );
    expect([...statuses].sort()).toEqual([400, 404]);
    expect(s3.requests).toEqual([]);
    expect(seenBy(dynamoDb)).toEqual([]);
    expect(await stateOfUsers()).toBe(before);
  });

  test('the history accepts none as a cursor, and neither engine sees one', async () => {
    s3.requests.length = 0;
    dynamoDb.requests.length = 0;
    const statuses = await callWithEach((key) =>
      GET_HISTORY(
        agent.request(
          'GET',
          `/api/profile/image/history?cursor=${new URLSearchParams({ key }).toString().slice(4)}`,
        ),
      ),
    );
    expect([...statuses].sort()).toEqual([400]);
    expect(s3.requests).toEqual([]);
    expect(seenBy(dynamoDb)).toEqual([]);
  });

  test('the id of another user’s image is only a cursor in the caller’s own list', async () => {
    const theirs = await GET_HISTORY(colleague.request('GET', '/api/profile/image/history'));
    const [image] = (await theirs.json()).items;
    const cursor = /([0-9a-f-]{36})\.png$/.exec(image.key)?.[1];
    const path = `/api/profile/image/history?cursor=${cursor}`;
    const { items } = await (await GET_HISTORY(agent.request('GET', path))).json();
    for (const { key } of items) expect(key).toContain(agent.userId);
  });

  test('a key in a request that accepts none does not change the owner of its image', async () => {
    const theirs = keys[0] ?? '';
    const own = await newAgent();
    const body = { profileImageKey: theirs, s3Key: theirs, key: theirs, userId: colleague.userId };
    await DELETE(own.request('DELETE', `/api/profile/image?userId=${colleague.userId}`, body));
    const asked = { fileName: theirs, contentType: 'image/png', ...body };
    const { s3Key } = await (await POST(own.request('POST', '/api/profile/image', asked))).json();
    expect(s3Key).toMatch(new RegExp(`^profiles/${own.userId}/[0-9a-f-]{36}\\.png$`));
    expect(await stateOfUsers()).toBe(before);
  });
}
