// Converts a change into the items of one transaction, with the conditions it is based on.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
import { isDeepStrictEqual } from 'node:util';
import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { linkTarget } from '@/lib/server/profile/domain/link-steps';
import type { Change, UserImages } from '@/lib/server/profile/domain/model';
import { newWaitingEvent } from '@/lib/server/profile/domain/photo-changed';
import {
  type Item,
  userItemKey,
  writeEndedLink,
  writeEventItem,
  writeImageItem,
  writeLinkHash,
  writeLinkTarget,
  writeNewest,
  writePerson,
  writeUserImages,
} from './dynamo-items';
import { writeOutboxItem } from './dynamo-outbox-items';

export interface DynamoTables {
  users: string;
  images: string;
}

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/**
 * Conditions: each image has the revision that was read, each event is new, and the user meets `userUpdate`. The items of a link need
 * no condition, since a link changes only with the user. Nor does a waiting event: its sort key is the revision of the user's images.
 */
export function transactItems(change: Change, tables: DynamoTables): TransactItem[] {
  const items: TransactItem[] = [];
  if (change.user) items.push({ Update: userUpdate(change.userId, change.user, tables.users) });
  for (const { before, after } of change.images) {
    items.push({
      Put: {
        TableName: tables.images,
        Item: writeImageItem(after),
        ...(before
          ? {
              ConditionExpression: 'rev = :rev',
              ExpressionAttributeValues: { ':rev': before.rev },
            }
          : { ConditionExpression: 'attribute_not_exists(userId)' }),
      },
    });
  }
  for (const event of change.events) {
    items.push({
      Put: {
        TableName: tables.images,
        Item: writeEventItem(event),
        ConditionExpression: 'attribute_not_exists(userId)',
      },
    });
  }
  for (const Item of linkItems(change)) items.push({ Put: { TableName: tables.images, Item } });
  if (change.photoChanged) {
    const Item = writeOutboxItem(newWaitingEvent(change.photoChanged));
    items.push({ Put: { TableName: tables.images, Item } });
  }
  return items;
}

/** The items of the link, if the change alters where it leads. Every change of the shown photo goes through this function. */
function linkItems({ userId, user, endedLink }: Change): Item[] {
  const items: Item[] = [];
  if (endedLink) items.push(writeEndedLink(endedLink.token, endedLink.at));
  const { before, after } = user?.images ?? {};
  const target = after && linkTarget(after);
  if (!before || !after?.link || !target) return items;
  const { token } = after.link;
  const isNew = before.link?.token !== token;
  if (isNew) items.push(writeLinkHash(userId, token));
  if (isNew || !isDeepStrictEqual(target, linkTarget(before))) {
    items.push(writeLinkTarget(token, target));
  }
  return items;
}

/**
 * The update of a `Users` item. Conditions: the user exists, the caller has not been signed out, and, if the images
 * change, neither another request of this app (`imageRev`) nor another program (the key) has changed them.
 */
function userUpdate(userId: string, change: NonNullable<Change['user']>, table: string) {
  const conditions = ['attribute_exists(userId)'];
  const names: Record<string, string> = {};
  const values: Item = {};
  const set: string[] = [];
  const remove: string[] = [];

  const assigned = {
    ...(change.names && writePerson(change.names)),
    ...(change.images && imageAttributes(change.images)),
    ...(change.sessionsValidFrom !== undefined && { sessionsValidFrom: change.sessionsValidFrom }),
  };
  for (const [name, value] of Object.entries(assigned)) {
    names[`#${name}`] = name;
    if (value === undefined) {
      remove.push(`#${name}`);
    } else {
      set.push(`#${name} = :${name}`);
      values[`:${name}`] = value;
    }
  }

  if (change.ifSignedInAt !== undefined) {
    names['#sessionsValidFrom'] = 'sessionsValidFrom';
    values[':signedInAt'] = change.ifSignedInAt;
    conditions.push(
      '(attribute_not_exists(#sessionsValidFrom) OR #sessionsValidFrom <= :signedInAt)',
    );
  }

  if (change.images) {
    const { rev, newest } = change.images.before;
    names['#profileImageKey'] = 'profileImageKey';
    if (rev === 0) {
      conditions.push('attribute_not_exists(#imageRev)');
    } else {
      values[':revBefore'] = rev;
      conditions.push('#imageRev = :revBefore');
    }
    if (newest) {
      values[':keyBefore'] = newest.key;
      conditions.push('#profileImageKey = :keyBefore');
    } else {
      // Other programs may also clear a key by writing an empty string.
      values[':string'] = 'S';
      values[':empty'] = '';
      conditions.push(
        '(NOT attribute_type(#profileImageKey, :string) OR #profileImageKey = :empty)',
      );
    }
  }

  const clauses = [
    ...(set.length > 0 ? [`SET ${set.join(', ')}`] : []),
    ...(remove.length > 0 ? [`REMOVE ${remove.join(', ')}`] : []),
  ];
  return {
    TableName: table,
    Key: userItemKey(userId),
    UpdateExpression: clauses.join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

/** Writes only those of the four attributes that change, so that the others stay exactly as another program wrote them. */
function imageAttributes({ before, after }: { before: UserImages; after: UserImages }): Item {
  const isSame = isDeepStrictEqual(before.newest, after.newest);
  return { ...writeUserImages(after), ...(!isSame && writeNewest(after.newest)) };
}
