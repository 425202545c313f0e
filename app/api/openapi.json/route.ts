// GET /api/openapi.json: the API, for programs to read.
import { openApiDocument } from '@/lib/server/http/openapi';
import { DESCRIBED_ROUTES } from './described-routes';

export const dynamic = 'force-static';

export function GET(): Response {
  return Response.json(openApiDocument(DESCRIBED_ROUTES));
}
