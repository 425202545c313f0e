// Bucket events: without them, an upload that the client never confirms is not processed until the owner returns.
import {
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
} from '@aws-sdk/client-s3';
import { readSetting } from './bucket-settings';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';

const CHECK = 'bucket.events';

/** @param blocker the check to fix first, if there is one */
export async function checkBucketEvents(
  context: Context,
  blocker: string | undefined,
): Promise<Finding[]> {
  if (blocker !== undefined) return blocked([CHECK], blocker);
  // Compatible servers have no EventBridge, and no function waits for events.
  if (!context.isAws) return [unknown(CHECK, 'a setting that only AWS has')];
  const setting = await readSetting(CHECK, '', async () => {
    const { $metadata: _, ...found } = await context.s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: context.env.bucket }),
    );
    return found;
  });
  if ('unread' in setting) return [setting.unread];
  const now: NotificationConfiguration = setting.value ?? {};
  if (now.EventBridgeConfiguration)
    return [ok(CHECK, 'the bucket sends upload events to EventBridge')];
  const all = JSON.stringify({ ...now, EventBridgeConfiguration: {} });
  return [
    wrong(
      CHECK,
      'the bucket sends no upload events to EventBridge',
      'The function that processes uploads gets no events: an upload that its page does not confirm waits for the next read of the profile.',
      s3api(
        context,
        'put-bucket-notification-configuration',
        `--notification-configuration ${quote(all)}`,
      ),
    ),
  ];
}
