// GET /api/health: 200 while S3 and DynamoDB respond, else 503. For load balancers, so it needs no session.
import { health as askEngines } from '@/lib/server/compose-engines';
import { cachedProbe } from '@/lib/server/http/cached-probe';
import { probe } from '@/lib/server/http/endpoint';
import { NO_STORE } from '@/lib/server/http/problem';

// It has no rate limit, so the result is shared.
const health = cachedProbe(askEngines);

export const GET = probe(
  {
    summary: 'Readiness: whether S3 and DynamoDB respond',
    answers: { 200: 'ok', 503: 'unavailable' },
  },
  async () => {
    const { enginesAnswer, clockOffset } = await health();
    // A skewed clock is no failure, but sessions and tokens then expire too early or too late.
    const clock = clockOffset === 0 ? {} : { clockOffSeconds: Math.round(-clockOffset / 1000) };
    return Response.json(
      { status: enginesAnswer ? 'ok' : 'unavailable', ...clock },
      { status: enginesAnswer ? 200 : 503, headers: NO_STORE },
    );
  },
);
