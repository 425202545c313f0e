// A sample of the texts; the deep tests try them all.
import { testJsonTexts } from './fakes/json-texts-tests';
import { oneIn } from './fakes/sample';

testJsonTexts(oneIn(8));
