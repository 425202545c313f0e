// The outbox in memory passes the contract.
import { memoryOutbox } from './memory-outbox';
import { memoryProfileStore } from './memory-profile-store';
import { outboxContract } from './outbox-contract';

outboxContract(() => {
  const outbox = memoryOutbox();
  const store = memoryProfileStore(outbox);
  return { outbox, store, putUser: store.putUser };
});
