// A sample of the texts; the deep tests use all.
import { testJsonTexts } from '@/test/http/json-texts-tests';
import { oneIn } from '@/test/http/sample';

testJsonTexts(oneIn(8));
