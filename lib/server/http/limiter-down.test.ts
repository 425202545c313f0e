// The rate limiter fails while everything else works: requests with a limit get a 503, and none is accepted.
import { NextRequest } from 'next/server';
import { POST as SIGN_IN } from '@/app/api/auth/[...nextauth]/route';
import { GET as EXPORT } from '@/app/api/profile/export/route';
import { DELETE, POST } from '@/app/api/profile/image/route';
import { PUT } from '@/app/api/profile/route';
import { problem } from '@/lib/shared/profile-schema';
import {
  dynamoError,
  type Fault,
  type FaultyNetwork,
  faultyNetwork,
  recognizeNodeErrors,
} from '@/test/aws/faulty-network';
import { type Agent, newAgent, ORIGIN } from '@/test/http/agent';

let network: FaultyNetwork;

beforeAll(async () => {
  recognizeNodeErrors();
  network = await faultyNetwork(process.env.DYNAMODB_ENDPOINT ?? '');
  process.env.DYNAMODB_ENDPOINT = network.url;
});

afterAll(() => network.close());

/** Only the rate limiter uses this operation. */
const COUNTING = 'UpdateItem';
const FAULTS: [string, Fault][] = [
  ['fails', dynamoError('InternalServerError')],
  ['breaks off', 'reset'],
];

async function expectWait(response: Response): Promise<void> {
  expect(problem.parse(await response.json())).toMatchObject({ status: 503, code: 'unavailable' });
  expect(response.headers.get('retry-after')).toMatch(/^[1-9]/);
  expect(network.calls).toContain(COUNTING);
  expect(network.calls.filter((call) => call !== COUNTING && call !== 'GetItem')).toEqual([]);
}

const failing = (fault: Fault) =>
  network.fail((_, call) => (call === COUNTING ? fault : undefined));

async function agentOf(): Promise<Agent> {
  network.fail(() => undefined);
  return newAgent();
}

const asked = { fileName: 'a.png', contentType: 'image/png' };

test.each([
  ['DELETE', '/api/profile/image', DELETE, undefined],
  ['PUT', '/api/profile', PUT, { nombre: 'Intruso' }],
  ['GET', '/api/profile/export', EXPORT, undefined],
] as const)('%s %s: 503 if counting fails', async (method, path, handler, body) => {
  const agent = await agentOf();
  failing(dynamoError('InternalServerError'));
  await expectWait(await handler(agent.request(method, path, body)));
});

test.each(FAULTS)('no upload is issued if counting %s: 503', async (_how, fault) => {
  const agent = await agentOf();
  failing(fault);
  await expectWait(await POST(agent.request('POST', '/api/profile/image', asked)));
});

test('no sign-in if counting fails: 503', async () => {
  failing(dynamoError('InternalServerError'));
  const body = new URLSearchParams({ email: 'agente@polizalab.test', password: 'polizalab' });
  const request = new NextRequest(`${ORIGIN}/api/auth/callback/credentials`, {
    method: 'POST',
    body,
  });
  const params = Promise.resolve({ nextauth: ['callback', 'credentials'] });
  await expectWait(await SIGN_IN(request, { params }));
});
