// All cases of the suite, by group.

import { bodyCases } from './body-cases.ts';
import { bucketCases } from './bucket-cases.ts';
import { conditionCases } from './condition-cases.ts';
import { copyCases } from './copy-cases.ts';
import { corsCases } from './cors-cases.ts';
import { deleteCases } from './delete-cases.ts';
import type { Cases } from './fixture.ts';
import { malformedCases } from './malformed-cases.ts';
import { objectCases } from './object-cases.ts';
import { presignedCases } from './presigned-cases.ts';
import { signatureCases } from './signature-cases.ts';

export const ALL_CASES: Record<string, Cases> = {
  signature: signatureCases,
  presigned: presignedCases,
  body: bodyCases,
  object: objectCases,
  condition: conditionCases,
  copy: copyCases,
  delete: deleteCases,
  bucket: bucketCases,
  cors: corsCases,
  malformed: malformedCases,
};
