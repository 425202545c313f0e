// The DynamoDB adapter on a real engine.
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { engineEnv } from '@/lib/server/env';
import { profileStoreContract } from '@/test/profile/profile-store-contract';
import { dynamoDbClient } from './clients';
import { writeUserItem } from './dynamo-items';
import { dynamoProfileStore } from './dynamo-profile-store';

describe('the profile store in DynamoDB', () => {
  const { region, awsTimeout: timeout, dynamoDbEndpoint, usersTable, imagesTable } = engineEnv();
  const client = dynamoDbClient({ region, timeout, endpoint: dynamoDbEndpoint });
  const clock = { sleep: async () => {} };

  profileStoreContract(() => ({
    store: dynamoProfileStore(client, { users: usersTable, images: imagesTable }, clock),
    putUser: async (user) => {
      await client.send(new PutCommand({ TableName: usersTable, Item: writeUserItem(user) }));
    },
  }));

  afterAll(() => client.destroy());
});
