// For a shared bucket: prints scripts that its owner runs to add our entries to its policy, CORS, lifecycle and notifications. S3 replaces
// each of these documents as a whole, so the scripts read it first and keep the entries of others.
import { bucketPolicy } from './bucket-policy';
import { corsRules, UPLOADS_LIFECYCLE } from './image-bucket';
import type { ProfileStack } from './profile-stack';
import type { Settings } from './settings';

interface PrintedStatement {
  Sid: string;
  Effect: string;
  Principal: unknown;
}

/** The additions, as data. */
export function additions(stack: ProfileStack, settings: Settings) {
  const document = bucketPolicy({
    bucketArn: stack.bucket.arn,
    roleArns: stack.roleArns,
    // The id of the distribution is unknown before deployment, so a placeholder marks it.
    distributionArn: stack.delivery && distributionToFillIn(settings),
  });
  const { Statement: statements }: { Statement: PrintedStatement[] } = stack.resolve(document);
  return { statements, cors: corsRules(settings.appOrigins), lifecycle: [UPLOADS_LIFECYCLE] };
}

function distributionToFillIn({ account }: Settings): string {
  return `arn:aws:cloudfront::${account}:distribution/DISTRIBUTION_ID`;
}

interface Document {
  /** A description for the reader. */
  title: string;
  /** The last part of the names of S3's operations. */
  name: string;
  /** S3's error code if there is no document; null if S3 then answers with nothing. Any other error stops the script. */
  absent: string | null;
  /** The default, if there is no document. */
  empty: object;
  /** Our entries; null if the jq program needs none. */
  ours: object[] | null;
  /** A jq program that maps the existing document to the new one. */
  program: string;
  /** Further options of the operations. */
  get?: string;
  put: string;
}

/** Keeps the entries of others: those with another name, and those without a name. */
const others = (id: string) => `map(select(.${id} as $id | all($ours[]; .${id} != $id)))`;

/** For each of the four documents, a script that merges our entries into it. The scripts need `aws` and `jq`. */
export function mergeScripts(stack: ProfileStack, settings: Settings) {
  const { statements, cors, lifecycle } = additions(stack, settings);
  const documents: Document[] = [
    {
      title: 'Statements of the bucket policy. The denials are about the roles of this app alone',
      name: 'policy',
      absent: 'NoSuchBucketPolicy',
      empty: { Version: '2012-10-17', Statement: [] },
      ours: statements,
      program: `.Statement |= ([.] | flatten | ${others('Sid')} + $ours)`,
      get: ' --query Policy --output text',
      put: '--policy file://merged.json',
    },
    {
      title: 'CORS rules. The first that fits counts, so ours stand first',
      name: 'cors',
      absent: 'NoSuchCORSConfiguration',
      empty: { CORSRules: [] },
      ours: cors,
      program: `.CORSRules |= ($ours + ${others('ID')})`,
      put: '--cors-configuration file://merged.json',
    },
    {
      title: 'Lifecycle rules',
      name: 'lifecycle-configuration',
      absent: 'NoSuchLifecycleConfiguration',
      empty: { Rules: [] },
      ours: lifecycle,
      program: `{Rules: ((.Rules | ${others('ID')}) + $ours)}`,
      // If it is left out, S3 resets it to its default.
      put: `--lifecycle-configuration file://merged.json --transition-default-minimum-object-size "$(jq -r '.TransitionDefaultMinimumObjectSize // "all_storage_classes_128K"' current.json)"`,
    },
    {
      title: 'Events to EventBridge, beside whatever the bucket notifies already',
      name: 'notification-configuration',
      absent: null,
      empty: {},
      ours: null,
      program: '. + {EventBridgeConfiguration: {}}',
      put: '--notification-configuration file://merged.json',
    },
  ];
  return documents.map((document) => ({
    title: document.title,
    script: script(document, stack.bucket.name),
  }));
}

function script({ name, absent, empty, ours, program, get = '', put }: Document, bucket: string) {
  const nothing = `echo '${JSON.stringify(empty)}' > current.json`;
  const read = `aws s3api get-bucket-${name} --bucket ${bucket}${get} > current.json`;
  return [
    `ours='${JSON.stringify(ours, null, 2)}'`,
    absent === null
      ? `${read} && { test -s current.json || ${nothing}; } &&`
      : `{ ${read} 2> error.txt || { grep -q ${absent} error.txt && ${nothing}; }; } &&`,
    `jq --argjson ours "$ours" '${program}' current.json > merged.json &&`,
    `aws s3api put-bucket-${name} --bucket ${bucket} ${put}`,
  ].join('\n');
}

/** The warning at the start, since some of the changes cannot be undone. */
function warning(bucket: string): string[] {
  const look = (prefix: string) =>
    `aws s3api list-objects-v2 --bucket ${bucket} --prefix ${prefix} --max-keys 5`;
  return [
    `FIRST: uploads/ and profiles/ of ${bucket} become this app's alone. Whatever anybody keeps under uploads/ is DELETED`,
    'after a day by the lifecycle rule, and erasing a person deletes all in their folders under both. Look first:',
    '',
    look('uploads/'),
    look('profiles/'),
    '',
    'If either names anything that is not of this app, merge nothing before it has been moved.',
    '',
  ];
}

/** The text that the owner of the bucket reads in the terminal. */
export function toMerge(stack: ProfileStack, settings: Settings): string {
  return [
    ...warning(stack.bucket.name),
    `The bucket ${stack.bucket.name} is used by others, so this deployment changes nothing of it. Its owner merges four things,`,
    'once the stack is deployed: S3 refuses a policy that names a role which does not exist yet. Each block reads what is',
    'there, keeps it, replaces only entries of the same name as ours, and stops before it writes if anything fails.',
    ...(stack.delivery
      ? ['In place of DISTRIBUTION_ID goes the output DistributionId of the stack.']
      : []),
    ...mergeScripts(stack, settings).map(({ title, script: text }) => `\n# ${title}.\n${text}`),
    '',
    'If the bucket keeps versions, what the app deletes stays as a noncurrent one: a lifecycle rule with',
    'NoncurrentVersionExpiration for uploads/ and profiles/ makes it go. `npm run doctor` says what is missing.',
  ].join('\n');
}
