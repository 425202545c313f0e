// Every case of the suite, by the thing it looks at.
import type { Cases } from './bench';
import { bodyCases } from './body-cases';
import { bucketCases } from './bucket-cases';
import { conditionCases } from './condition-cases';
import { copyCases } from './copy-cases';
import { corsCases } from './cors-cases';
import { deleteCases } from './delete-cases';
import { malformedCases } from './malformed-cases';
import { objectCases } from './object-cases';
import { presignedCases } from './presigned-cases';
import { signatureCases } from './signature-cases';

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
