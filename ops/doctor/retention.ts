// Retention settings of the bucket: versioning, object lock and lifecycle rules.
import {
  GetBucketLifecycleConfigurationCommand,
  type GetBucketLifecycleConfigurationCommandOutput,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { readSetting, type Setting } from './bucket-settings';
import { quote, s3api } from './commands';
import type { Context } from './context';
import { blocked, type Finding, ok, unknown, wrong } from './finding';

/** The deployed rule: see deployment/cdk/image-bucket.ts. */
const UPLOADS_RULE: LifecycleRule = {
  ID: 'profile-image-uploads',
  Status: 'Enabled',
  Filter: { Prefix: 'uploads/' },
  Expiration: { Days: 1 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
};
const PREFIXES = ['uploads/', 'profiles/'] as const;
const CHECKS = [
  'bucket.lifecycle',
  'bucket.lifecycle-profiles',
  'bucket.versioning',
  'bucket.object-lock',
] as const;

/** Storage classes whose objects must be restored before they can be read. */
const FROZEN = new Set<string | undefined>(['GLACIER', 'DEEP_ARCHIVE']);

/** @param blocker the check to fix first, if there is one */
export async function checkRetention(
  context: Context,
  blocker: string | undefined,
): Promise<Finding[]> {
  if (blocker !== undefined) return blocked(CHECKS, blocker);
  const Bucket = context.env.bucket;
  const [lifecycle, versioning, lock] = await Promise.all([
    readSetting('bucket.lifecycle', 'NoSuchLifecycleConfiguration', () =>
      context.s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    ),
    readSetting('bucket.versioning', '', () =>
      context.s3.send(new GetBucketVersioningCommand({ Bucket })),
    ),
    readSetting('bucket.object-lock', 'ObjectLockConfigurationNotFoundError', async () => {
      const found = await context.s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
      return found.ObjectLockConfiguration;
    }),
  ]);
  const keepsVersions = 'value' in versioning && versioning.value?.Status !== undefined;
  const isMfaDelete = 'value' in versioning && versioning.value?.MFADelete === 'Enabled';
  const commandWith = (known: Lifecycle, off?: LifecycleRule[]) =>
    lifecycleCommand(context, known, keepsVersions, off);
  return [
    ...expiry(lifecycle, commandWith),
    'unread' in versioning
      ? versioning.unread
      : versions(context, versioning.value?.Status, isMfaDelete, lifecycle, commandWith),
    'unread' in lock ? lock.unread : objectLock(context, lock.value),
  ];
}

type Lifecycle = Partial<
  Pick<GetBucketLifecycleConfigurationCommandOutput, 'Rules' | 'TransitionDefaultMinimumObjectSize'>
>;
/** @param off rules that the command disables */
type FixCommand = (known: Lifecycle, off?: LifecycleRule[]) => string;

function expiry(setting: Setting<Lifecycle>, commandWith: FixCommand): Finding[] {
  const [uploads, profiles] = CHECKS;
  if ('unread' in setting) return [setting.unread, { ...setting.unread, check: profiles }];
  const known = setting.value ?? {};
  const rules = known.Rules ?? [];
  const days = rules
    .filter((rule) => reliably(rule, 'uploads/'))
    .flatMap(({ Expiration: expiration }) => expiration?.Days ?? []);
  const least = Math.min(...days);
  const harmful = rules.filter(harmsProfiles);
  return [
    least === 1
      ? ok(uploads, 'objects under uploads/ expire after a day')
      : wrong(
          uploads,
          days.length === 0
            ? 'no rule expires uploads/'
            : `objects under uploads/ expire after ${least} days`,
          'Unconfirmed uploads that the sweep never saw would stay.',
          commandWith(known),
        ),
    harmful.length === 0
      ? ok(profiles, 'no rule touches profiles/')
      : wrong(
          profiles,
          `${harmful.map(({ ID: id }) => `the rule ${id ?? 'without a name'}`).join(', ')} expires or archives objects under profiles/`,
          'Shown photos would disappear, days after they were uploaded. The command disables the rule, for other objects too: ask its author first.',
          commandWith(known, harmful),
        ),
  ];
}

function prefixOf({ Filter: filter, Prefix: prefix }: LifecycleRule): string {
  return filter?.Prefix ?? filter?.And?.Prefix ?? prefix ?? '';
}

function isTagged({ Filter: filter }: LifecycleRule): boolean {
  return filter?.Tag !== undefined || (filter?.And?.Tags ?? []).length > 0;
}

/** True for a rule that applies to every object under a prefix. */
function reliably(rule: LifecycleRule, prefix: string): boolean {
  const { Filter: filter } = rule;
  const and = filter?.And;
  const bySize = [
    filter?.ObjectSizeGreaterThan,
    filter?.ObjectSizeLessThan,
    and?.ObjectSizeGreaterThan,
    and?.ObjectSizeLessThan,
  ];
  return (
    rule.Status === 'Enabled' &&
    !isTagged(rule) &&
    bySize.every((size) => size === undefined) &&
    prefix.startsWith(prefixOf(rule))
  );
}

/** Our objects have no tags, so a rule for tags does not apply to them. */
function harmsProfiles(rule: LifecycleRule): boolean {
  const prefix = prefixOf(rule);
  if (rule.Status !== 'Enabled' || isTagged(rule)) return false;
  if (!prefix.startsWith('profiles/') && !'profiles/'.startsWith(prefix)) return false;
  const { Expiration: expiration, Transitions: transitions = [] } = rule;
  return (
    expiration?.Days !== undefined ||
    expiration?.Date !== undefined ||
    transitions.some(({ StorageClass: storage }) => FROZEN.has(storage))
  );
}

function endsVersions(rules: LifecycleRule[], prefix: string): boolean {
  return rules.some(
    (rule) =>
      reliably(rule, prefix) && rule.NoncurrentVersionExpiration?.NoncurrentDays !== undefined,
  );
}

function versions(
  context: Context,
  status: string | undefined,
  isMfaDelete: boolean,
  setting: Setting<Lifecycle>,
  commandWith: FixCommand,
): Finding {
  const check = 'bucket.versioning';
  if (status === undefined) return ok(check, 'off: deleted objects are gone');
  const keeps = `${status.toLowerCase()}: deleted objects stay as noncurrent versions`;
  if (isMfaDelete) {
    return wrong(
      check,
      `${keeps}, and MFA delete is on`,
      'With MFA delete no lifecycle rule may expire versions, so deleted photos are never gone.',
      `${s3api(context, 'put-bucket-versioning', '--versioning-configuration Status=Enabled,MFADelete=Disabled')} --mfa 'SERIAL CODE'`,
    );
  }
  if ('unread' in setting) return unknown(check, `${keeps}; the lifecycle rules cannot be read`);
  const known = setting.value ?? {};
  const rules = known.Rules ?? [];
  const kept = PREFIXES.filter((prefix) => !endsVersions(rules, prefix));
  if (kept.length === 0) return ok(check, `${keeps}, which a lifecycle rule expires`);
  return wrong(
    check,
    `${keeps}, for ever under ${kept.join(' and ')}`,
    'Removed photos, and the photos of erased users, would still exist.',
    commandWith(known),
  );
}

/**
 * Returns the rules to set: S3 replaces all rules at once, so those of others are kept.
 * @param off the rules to disable
 */
function lifecycleCommand(
  context: Context,
  { Rules: known = [], TransitionDefaultMinimumObjectSize: leastSize }: Lifecycle,
  keepsVersions: boolean,
  off: LifecycleRule[] = [],
): string {
  const rules = known
    .filter(({ ID: id }) => id !== UPLOADS_RULE.ID)
    .map((rule) => (off.includes(rule) ? { ...rule, Status: 'Disabled' as const } : rule));
  const ended = PREFIXES.filter((prefix) => keepsVersions && !endsVersions(rules, prefix));
  const document = {
    Rules: [
      ...rules.filter(({ ID: id }) => !ended.some((prefix) => id === versionsRule(prefix).ID)),
      UPLOADS_RULE,
      ...ended.map(versionsRule),
    ],
  };
  const options = [
    `--lifecycle-configuration ${quote(JSON.stringify(document))}`,
    // If it is left out, S3 resets it to its default.
    ...(leastSize ? [`--transition-default-minimum-object-size ${leastSize}`] : []),
  ];
  return s3api(context, 'put-bucket-lifecycle-configuration', options.join(' '));
}

function versionsRule(prefix: string): LifecycleRule {
  return {
    ID: `profile-image-versions-${prefix.replace('/', '')}`,
    Status: 'Enabled',
    Filter: { Prefix: prefix },
    NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    Expiration: { ExpiredObjectDeleteMarker: true },
  };
}

function objectLock(
  context: Context,
  lock: { ObjectLockEnabled?: string; Rule?: { DefaultRetention?: { Mode?: string } } } | undefined,
): Finding {
  const check = 'bucket.object-lock';
  const mode = lock?.Rule?.DefaultRetention?.Mode;
  if (mode === undefined) return ok(check, 'no object is locked by default');
  return wrong(
    check,
    `every object is locked by default: ${mode}`,
    'S3 then requires a checksum that the URL may lack, and deleted photos stay.',
    s3api(
      context,
      'put-object-lock-configuration',
      `--object-lock-configuration ${quote('{"ObjectLockEnabled":"Enabled"}')}`,
    ),
  );
}
