// Starts the engines and sets the variables of the app in this process, for benchmarks of the production server.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { encode } from 'next-auth/jwt';
import { startEnginesProcess } from '@/dev/engines-process';
import { HOST } from '@/dev/ports';
import { sessionClaims } from '@/lib/server/auth/session-claims';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { writeUserItem } from '@/lib/server/aws/dynamo-items';
import { liftLimits } from '@/test/http/lift-limits';
import { userWithPhoto } from './user-with-photo';
import { writeItems } from './write-items';

/** @returns what ends the engines */
export async function startServices(port: number): Promise<() => Promise<void>> {
  const url = `http://localhost:${port}`;
  const engines = await startEnginesProcess([url], process.cwd());
  liftLimits();
  Object.assign(process.env, engines.env, {
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: randomBytes(32).toString('base64'),
    ERASURE_SIGNING_KEY: generateKeyPairSync('ed25519').privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
    LOCAL_SIGN_IN: 'true',
    LOG_LEVEL: 'info',
    HOSTNAME: HOST,
    NEXT_TELEMETRY_DISABLED: '1',
  });
  return engines.stop;
}

/** Creates users with a photo in the store; returns the Cookie headers of their sessions. */
export async function createUsers(count: number): Promise<string[]> {
  const env = process.env;
  const ids = Array.from({ length: count }, (_, index) => `bench-${index}`);
  const dynamoDb = dynamoDbClient({
    region: env.APP_REGION ?? '',
    endpoint: env.DYNAMODB_ENDPOINT,
    timeout: 60_000,
  });
  const items = ids.map((id) => writeUserItem(userWithPhoto(id)));
  await writeItems(dynamoDb, env.USERS_TABLE ?? '', items);
  dynamoDb.destroy();
  return Promise.all(
    ids.map(async (id) => {
      const token = { ...sessionClaims(id, Date.now()) };
      const session = await encode({ token, secret: env.NEXTAUTH_SECRET ?? '' });
      return `next-auth.session-token=${session}`;
    }),
  );
}
