// GET /api/health: whether S3 and DynamoDB answer. For load balancers, so without a session.
import { app } from '@/lib/server/compose';
import { sharedProbe } from '@/lib/server/http/health';
import { NO_STORE } from '@/lib/server/http/problem';

// Anybody may ask, as often as they like.
const isHealthy = sharedProbe(() => app().isHealthy());

export async function GET(): Promise<Response> {
  const healthy = await isHealthy();
  return Response.json(
    { status: healthy ? 'ok' : 'unavailable' },
    { status: healthy ? 200 : 503, headers: NO_STORE },
  );
}
