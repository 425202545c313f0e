// A sample of the texts; the deep tests try them all.
import { testNaughtyStrings } from './fakes/naughty-strings-tests';
import { oneIn } from './fakes/sample';

testNaughtyStrings(oneIn(10));
