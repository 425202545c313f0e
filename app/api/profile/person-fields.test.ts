// Every field of the list in person-fields.ts, end to end: API, store, responses, export and OpenAPI. A new field is covered too.
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { DESCRIBED_ROUTES } from '@/app/api/openapi.json/described-routes';
import { GET as EXPORT } from '@/app/api/profile/export/route';
import { GET, PUT } from '@/app/api/profile/route';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { env } from '@/lib/server/env';
import { openApiDocument } from '@/lib/server/http/openapi';
import { fieldValue, PERSON_FIELD_NAMES, rulesOf } from '@/lib/shared/person-fields';
import { type Agent, newAgent } from '@/test/http/agent';
import { samplesOf } from '@/test/profile/field-samples';

const { region, awsTimeout: timeout, dynamoDbEndpoint, usersTable } = env();
const dynamoDb = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
afterAll(() => dynamoDb.destroy());

async function storedItem({ userId }: Agent): Promise<Record<string, unknown> | undefined> {
  const command = new GetCommand({ TableName: usersTable, Key: { userId }, ConsistentRead: true });
  return (await dynamoDb.send(command)).Item;
}

const get = async (agent: Agent) => (await GET(agent.request('GET', '/api/profile'))).json();
const change = (agent: Agent, body: object) => PUT(agent.request('PUT', '/api/profile', body));

describe.each(PERSON_FIELD_NAMES)('%s', (field) => {
  const rules = rulesOf(field);
  const { maxLength, required, onCard } = rules;
  const { typed, stored, ofLength, wrong } = samplesOf(rules);

  test('is stored by PUT, and returned by PUT, GET and the export', async () => {
    const agent = await newAgent();
    const before = await get(agent);
    const response = await change(agent, { [field]: typed });
    expect(response.status).toBe(200);
    const after = { ...before, [field]: stored };
    expect(await response.json()).toEqual(after);
    expect(await get(agent)).toEqual(after);
    expect(await storedItem(agent)).toMatchObject({ [field]: stored });
    const told = await (await EXPORT(agent.request('GET', '/api/profile/export'))).json();
    expect(told.user).toMatchObject({ [field]: stored });
  });

  test('is an empty text if the store has no value', async () => {
    const agent = await newAgent({ [field]: undefined });
    expect(await get(agent)).toMatchObject({ [field]: '' });
  });

  test('is validated by its rules', async () => {
    const agent = await newAgent({ [field]: 'Antes' });
    const refused = [null, 7, ...wrong, ofLength(maxLength + 1), ...(required ? ['', ' '] : [])];
    for (const value of refused) {
      const response = await change(agent, { [field]: value });
      expect([value, response.status]).toEqual([value, 400]);
      expect((await response.json()).errors).toMatchObject([{ field }]);
    }
    expect(await get(agent)).toMatchObject({ [field]: 'Antes' });
    const taken = [ofLength(maxLength), ...(required ? [] : ['', ' '])];
    for (const value of taken) {
      expect((await change(agent, { [field]: value })).status).toBe(200);
      expect(await get(agent)).toMatchObject({ [field]: fieldValue(value, rules) });
    }
  });

  test('an empty text is stored only for a name', async () => {
    if (required) return;
    const agent = await newAgent({ [field]: 'Antes' });
    expect((await change(agent, { [field]: '' })).status).toBe(200);
    const item = await storedItem(agent);
    expect(item && field in item).toBe(!onCard);
  });

  test('is in the OpenAPI document, with its length', () => {
    const { paths } = JSON.parse(JSON.stringify(openApiDocument(DESCRIBED_ROUTES)));
    const json = 'application/json';
    const asked = paths['/api/profile'].put.requestBody.content[json].schema;
    expect(asked.properties[field]).toMatchObject({ type: 'string', maxLength });
    expect(asked.required ?? []).not.toContain(field);
    const answered = paths['/api/profile'].get.responses[200].content[json].schema;
    expect(answered.properties[field]).toEqual({ type: 'string' });
    expect(answered.required).toContain(field);
    const exported = paths['/api/profile/export'].get.responses[200].content[json].schema;
    expect(exported.properties.user.properties[field]).toEqual({ type: 'string' });
  });
});

test('an unknown field is ignored, and is not in the response', async () => {
  const agent = await newAgent();
  const before = await storedItem(agent);
  const response = await change(agent, { apodo: 'Anita' });
  expect(response.status).toBe(200);
  expect(await response.json()).not.toHaveProperty('apodo');
  expect(await storedItem(agent)).toEqual(before);
});
