// Sends events to a bus of EventBridge. Loaded only if one is configured.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventBody, PHOTO_CHANGED } from '@/lib/server/profile/domain/photo-changed';
import type { SendEvent } from '@/lib/server/profile/ports';
import { clientConfig, type Service } from './clients';
import { traceCalls } from './trace-calls';

/** The source of the events, for rules. */
const SOURCE = 'polizalab.profile';

/** EventBridge gives each attempt a new id, so the detail contains the id of the event. */
export function eventBusSender(
  { endpoint, ...service }: Service,
  busName: string,
): { send: SendEvent; close(): void } {
  const client = traceCalls(
    new EventBridgeClient({ ...clientConfig(service), ...(endpoint && { endpoint }) }),
  );
  return {
    close: () => client.destroy(),
    async send(event) {
      const entry = {
        EventBusName: busName,
        Source: SOURCE,
        DetailType: PHOTO_CHANGED,
        Time: new Date(event.at),
        Detail: JSON.stringify({ id: event.eventId, ...eventBody(event) }),
      };
      try {
        const { FailedEntryCount: failed, Entries: [result] = [] } = await client.send(
          new PutEventsCommand({ Entries: [entry] }),
        );
        // The response is 200 even if the entry was refused.
        return failed === 0
          ? { is: 'accepted' }
          : { is: 'failed', why: result?.ErrorCode ?? 'refused' };
      } catch (error) {
        return { is: 'failed', why: error instanceof Error ? error.name : 'unknown' };
      }
    },
  };
}
