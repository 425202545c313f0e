// Fixtures of the browser tests: a new signed-in agent, on a page without console errors.
import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { encode } from 'next-auth/jwt';
import { type BrowserContext, test as base, expect, type Page } from 'playwright/test';
import { sessionClaims } from '@/lib/server/auth/session-claims';

export { expect };

/** Marks a variation of a test of `npm test`, with another theme, size, language or input. `npm run test:deep` runs it. */
export const DEEP = { tag: '@deep' };

/** The first of several variations runs in `npm test`, the others in `npm run test:deep`. */
export const variation = (place: number) => (place === 0 ? {} : DEEP);

export interface Agent {
  userId: string;
  email: string;
  nombre: string;
  apellido: string;
  createdAt: string;
}

interface Fixtures {
  /** A new agent without a photo, unknown to other tests. */
  agent: Agent;
  /** Stores a new agent. */
  addAgent: (who: Pick<Agent, 'userId' | 'email'>) => Promise<Agent>;
  /** Signs the agent in, in `context`. */
  signIn: (agent: Agent, context?: BrowserContext) => Promise<void>;
  /** A page on which `agent` is signed in. */
  signedIn: Page;
  /** Console errors that a test expects. */
  allowedErrors: RegExp[];
}

interface WorkerFixtures {
  documents: DynamoDBDocument;
  s3: S3Client;
}

/** Reads a variable set by `global-setup.ts`. */
export function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by \`npm run test:e2e\`.`);
  return value;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  documents: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const client = new DynamoDBClient({
        region: given('APP_REGION'),
        endpoint: given('DYNAMODB_ENDPOINT'),
      });
      await use(DynamoDBDocument.from(client));
      client.destroy();
    },
    { scope: 'worker' },
  ],

  s3: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
    async ({}, use) => {
      const client = new S3Client({
        region: given('APP_REGION'),
        endpoint: given('S3_ENDPOINT'),
        forcePathStyle: true,
      });
      await use(client);
      client.destroy();
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  baseURL: async ({}, use) => use(given('E2E_BASE_URL')),

  addAgent: async ({ documents }, use) => {
    await use(async (who) => {
      const agent: Agent = {
        ...who,
        nombre: 'María José',
        apellido: 'Núñez Ávila',
        createdAt: '2024-01-01T00:00:00Z',
      };
      await documents.put({ TableName: given('USERS_TABLE'), Item: agent });
      return agent;
    });
  },

  agent: async ({ addAgent }, use) => {
    const userId = randomUUID();
    await use(await addAgent({ userId, email: `${userId}@polizalab.test` }));
  },

  signIn: async ({ context, baseURL }, use) => {
    await use(async (agent, into = context) => {
      await into.addCookies([
        { name: 'next-auth.session-token', value: await sessionToken(agent), url: baseURL },
      ]);
    });
  },

  signedIn: async ({ page, agent, signIn }, use) => {
    await signIn(agent);
    await use(page);
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from this pattern
  allowedErrors: async ({}, use) => use([]),

  page: async ({ page, allowedErrors }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
    });
    await use(page);
    const stray = complaints.filter((text) => !allowedErrors.some((allowed) => allowed.test(text)));
    expect(stray, 'the page must not complain').toEqual([]);
  },
});

/** Creates the session cookie of next-auth for an agent. */
export function sessionToken(agent: Agent): Promise<string> {
  return encode({
    token: {
      ...sessionClaims(agent.userId, Date.now()),
      email: agent.email,
      name: `${agent.nombre} ${agent.apellido}`,
    },
    secret: given('NEXTAUTH_SECRET'),
  });
}
