// Sends events to a webhook, signed as https://www.standardwebhooks.com specifies.
import { createHmac } from 'node:crypto';
import { eventBody } from '@/lib/server/profile/domain/photo-changed';
import type { Delivery, SendEvent } from '@/lib/server/profile/ports';
import { type Clock, unixTime } from '@/lib/server/shared/clock';

export interface Webhook {
  url: string;
  /** The key: what follows `whsec_`, decoded. */
  key: Buffer;
}

/** How long the receiver may take to answer, in milliseconds. */
const TIMEOUT = 10_000;

/** The body of the response is not read. A redirect is a failure: the signed event goes to no address but the configured one. */
export function webhookSender({ url, key }: Webhook, clock: Clock): SendEvent {
  return async (event) => {
    const body = JSON.stringify(eventBody(event));
    const timestamp = String(unixTime(clock));
    const signature = createHmac('sha256', key)
      .update(`${event.eventId}.${timestamp}.${body}`)
      .digest('base64');
    const answered = new AbortController();
    const late = new AbortController();
    void clock.sleep(TIMEOUT, answered.signal).then(() => late.abort());
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'polizalab-profile',
          'webhook-id': event.eventId,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        },
        body,
        redirect: 'manual',
        cache: 'no-store',
        signal: late.signal,
      });
      await response.body?.cancel().catch(() => {});
      return deliveryOf(response);
    } catch (error) {
      return { is: 'failed', why: late.signal.aborted ? 'no answer in time' : reasonOf(error) };
    } finally {
      answered.abort();
    }
  };
}

function deliveryOf({ ok, status }: Response): Delivery {
  if (ok) return { is: 'accepted' };
  if (status === 410) return { is: 'gone' };
  const isRedirect = status >= 300 && status < 400;
  return { is: 'failed', why: `status ${status}${isRedirect ? ', which is not followed' : ''}` };
}

/** The code of a network error. Its message may contain the address, which may be a secret. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'no connection';
}
