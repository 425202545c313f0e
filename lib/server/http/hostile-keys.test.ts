// A sample of the keys; the deep tests try them all.
import { testHostileKeys } from './fakes/hostile-keys-tests';
import { oneIn } from './fakes/sample';

testHostileKeys(oneIn(12));
