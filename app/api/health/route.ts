// GET /api/health: whether S3 and DynamoDB answer. For load balancers, so without a session.
import { app } from '@/lib/server/compose';
import { cachedProbe } from '@/lib/server/http/cached-probe';
import { probe } from '@/lib/server/http/endpoint';
import { NO_STORE } from '@/lib/server/http/problem';

// Anybody may ask, as often as they like.
const health = cachedProbe(() => app().health());

export const GET = probe(
  {
    summary: 'Readiness: whether S3 and DynamoDB respond',
    answers: { 200: 'ok', 503: 'unavailable' },
  },
  async () => {
    const { enginesAnswer, clockOffset } = await health();
    // Nothing fails because of it here, but sessions and tokens expire too early or too late if the clock is off.
    const clock = clockOffset === 0 ? {} : { clockOffSeconds: Math.round(-clockOffset / 1000) };
    return Response.json(
      { status: enginesAnswer ? 'ok' : 'unavailable', ...clock },
      { status: enginesAnswer ? 200 : 503, headers: NO_STORE },
    );
  },
);
