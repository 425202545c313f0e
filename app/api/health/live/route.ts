// GET /api/health/live: whether this process answers, and nothing else. For what restarts a container: that S3 or DynamoDB is down
// is no reason to, and `GET /api/health` says that.
import { NO_STORE } from '@/lib/server/http/problem';

export const dynamic = 'force-dynamic';

export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: NO_STORE });
}
