// A sample of the texts; the deep tests use all.
import { testNaughtyStrings } from '@/test/http/naughty-strings-tests';
import { oneIn } from '@/test/http/sample';

testNaughtyStrings(oneIn(10));
