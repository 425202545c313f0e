// A sample of the keys; the deep tests use all.
import { testHostileKeys } from '@/test/http/hostile-keys-tests';
import { oneIn } from '@/test/http/sample';

testHostileKeys(oneIn(12));
