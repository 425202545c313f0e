// All texts; the quick tests use a sample.
import { testJsonTexts } from '@/test/http/json-texts-tests';
import { all } from '@/test/http/sample';

testJsonTexts(all);
