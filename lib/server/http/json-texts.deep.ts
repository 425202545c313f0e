// All texts; the quick tests try a sample.
import { testJsonTexts } from './fakes/json-texts-tests';
import { all } from './fakes/sample';

testJsonTexts(all);
