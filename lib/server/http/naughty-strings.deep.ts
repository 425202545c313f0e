// All texts; the quick tests try a sample.
import { testNaughtyStrings } from './fakes/naughty-strings-tests';
import { all } from './fakes/sample';

testNaughtyStrings(all);
