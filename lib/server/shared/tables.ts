// The DynamoDB tables: default name, keys, index and TTL attribute of each. The settings and adapters of the app, `npm run dev`, the
// doctor and the deployment read them here; docs/architecture.md says what each table stores.

/** An attribute of a key: a string or a number. */
export interface KeyAttribute {
  name: string;
  type: 'S' | 'N';
}

/** The partition key, then the sort key if there is one. */
export type TableKey = readonly KeyAttribute[];

export interface TableSchema {
  defaultName: string;
  key: TableKey;
  /** A global secondary index that projects keys only. */
  index?: { name: string; key: TableKey };
  /** The attribute with the Unix time, in seconds, after which DynamoDB deletes an item. */
  ttl?: string;
}

export const TABLES = {
  /** One item per user. It has no TTL: no user expires. Other programs read and write it too. */
  users: {
    defaultName: 'Users',
    key: [{ name: 'userId', type: 'S' }],
  },
  /** The images of each user and the events of each image; links, codes of the phone, and events that wait for their delivery. */
  images: {
    defaultName: 'ProfileImages',
    key: [
      { name: 'userId', type: 'S' },
      { name: 'item', type: 'S' },
    ],
    /** Contains only the images that have a due time: the sweep reads it. */
    index: {
      name: 'due',
      key: [
        { name: 'dueShard', type: 'S' },
        { name: 'dueAt', type: 'N' },
      ],
    },
    ttl: 'expiresAt',
  },
  /** The counters of the rate limiter, one item per caller and set of rules. */
  rateLimits: {
    defaultName: 'ProfileRateLimits',
    key: [{ name: 'key', type: 'S' }],
    ttl: 'expire',
  },
} as const satisfies Record<string, TableSchema>;

/** The key of an item, or the attributes of an index, as a type: renaming an attribute above breaks the compilation wherever it is used. */
export type ItemKey<Key extends TableKey> = {
  [Attribute in Key[number] as Attribute['name']]: {
    S: string;
    N: number;
  }[Attribute['type']];
};
