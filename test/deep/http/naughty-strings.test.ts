// All texts; the quick tests use a sample.
import { testNaughtyStrings } from '@/test/http/naughty-strings-tests';
import { all } from '@/test/http/sample';

testNaughtyStrings(all);
