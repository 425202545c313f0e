// All texts; the quick tests try a sample.
import { testNaughtyStrings } from '@/test/http/naughty-strings-tests';
import { all } from '@/test/http/sample';

testNaughtyStrings(all);
