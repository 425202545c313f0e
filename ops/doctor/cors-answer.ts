// The CORS headers of the response to an upload, after the preflight.
import { bucketUrl } from './bucket-url';
import type { Context } from './context';
import { corsCommand, readRules } from './cors-rules';
import { blocked, type Finding, ok, wrong } from './finding';
import type { S3Answer } from './s3-answer';

export const CORS_ANSWER = ['cors.answer', 'cors.etag'] as const;
const [ANSWER, ETAG] = CORS_ANSWER;

/** @param answer to a successful PUT with the app's origin */
export async function checkCorsAnswer(
  context: Context,
  { headers }: S3Answer,
  blocker: string | undefined,
): Promise<Finding[]> {
  const { appOrigin } = context;
  if (appOrigin === undefined) return blocked(CORS_ANSWER, 'variables.NEXTAUTH_URL');
  if (blocker !== undefined) return blocked(CORS_ANSWER, blocker);
  const told = headers.get('access-control-allow-origin');
  if (told !== appOrigin && told !== '*') {
    const { href } = await bucketUrl(context.s3ForBrowsers, context.env.bucket);
    return [
      wrong(
        ANSWER,
        `the response to the PUT names ${told ?? 'no origin'}`,
        'The preflight succeeds, but the browser then hides the response: something between S3 and the browser drops the header.',
        `curl -sv -o /dev/null -H 'Origin: ${appOrigin}' ${href}`,
      ),
      ...blocked([ETAG], ANSWER),
    ];
  }
  const exposed = (headers.get('access-control-expose-headers') ?? '').toLowerCase();
  const names = exposed.split(/\s*,\s*/);
  return [
    ok(ANSWER, 'the page can read the response'),
    names.includes('etag') || names.includes('*')
      ? ok(ETAG, 'the page can read ETag')
      : wrong(
          ETAG,
          'the page cannot read ETag',
          'ExposeHeaders of the rule lacks it.',
          corsCommand(context, appOrigin, await readRules(context)),
        ),
  ];
}
