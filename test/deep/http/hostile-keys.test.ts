// All keys; the quick tests use a sample.
import { testHostileKeys } from '@/test/http/hostile-keys-tests';
import { all } from '@/test/http/sample';

testHostileKeys(all);
