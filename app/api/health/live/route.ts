// GET /api/health/live: answers 200 while this process runs. For supervisors that restart a container: they should not restart it during an
// outage of S3 or DynamoDB, which `GET /api/health` reports.
import { probe } from '@/lib/server/http/endpoint';
import { NO_STORE } from '@/lib/server/http/problem';

export const dynamic = 'force-dynamic';

export const GET = probe(
  {
    summary: 'Liveness: whether the server responds; it checks no other service',
    answers: { 200: 'ok' },
  },
  () => Response.json({ status: 'ok' }, { headers: NO_STORE }),
);
