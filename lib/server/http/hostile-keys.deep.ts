// All keys; the quick tests try a sample.
import { testHostileKeys } from './fakes/hostile-keys-tests';
import { all } from './fakes/sample';

testHostileKeys(all);
