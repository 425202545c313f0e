// GET /api/health/live: whether this process answers, and nothing else. For supervisors that restart a container: an outage of S3 or
// DynamoDB is no reason to, and `GET /api/health` reports it.
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
