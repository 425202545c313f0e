import { memoryProfileStore } from './memory-profile-store';
import { profileStoreContract } from './profile-store-contract';

describe('the profile store in memory', () => {
  profileStoreContract(() => {
    const store = memoryProfileStore();
    return { store, putUser: store.putUser };
  });
});
