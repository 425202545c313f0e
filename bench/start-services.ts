// Starts the engines and sets the variables of the app in this process, for benchmarks of the production server.
import { encode } from 'next-auth/jwt';
import { startEnginesProcess } from '@/dev/engines-process';
import { sessionClaims } from '@/lib/server/auth/session-claims';
import { dynamoDbClient } from '@/lib/server/aws/clients';
import { writeUserItem } from '@/lib/server/aws/dynamo-items';
import { serverSettings } from '@/test/browser/server-settings';
import { liftLimits } from '@/test/http/lift-limits';
import { userWithPhoto } from './user-with-photo';
import { writeItems } from './write-items';

/** @returns a function that stops the engines */
export async function startServices(port: number): Promise<() => Promise<void>> {
  const url = `http://localhost:${port}`;
  const engines = await startEnginesProcess([url], process.cwd());
  liftLimits();
  Object.assign(process.env, engines.env, {
    ...serverSettings(url),
    LOG_LEVEL: 'info',
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
