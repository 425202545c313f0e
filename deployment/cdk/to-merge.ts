// For a bucket that others use: what its owner adds to its policy, CORS, lifecycle and notifications. S3 takes each of
// these as one document, so each is read first, and ours is added to what is there; nothing of others is left out.
import { bucketPolicy } from './bucket-policy';
import { corsRules, UPLOADS_LIFECYCLE } from './image-bucket';
import type { ProfileStack } from './profile-stack';
import type { Settings } from './settings';

interface PrintedStatement {
  Sid: string;
  Effect: string;
  Principal: unknown;
}

/** What is to be merged, as data. */
export function additions(stack: ProfileStack, settings: Settings) {
  const document = bucketPolicy({
    bucketArn: stack.bucket.arn,
    roleArns: stack.roleArns,
    // What the distribution is called is known once it has been made; until then its place is marked.
    distributionArn: stack.delivery && distributionToFillIn(settings),
  });
  const { Statement: statements }: { Statement: PrintedStatement[] } = stack.resolve(document);
  return { statements, cors: corsRules(settings.appOrigins), lifecycle: [UPLOADS_LIFECYCLE] };
}

function distributionToFillIn({ account }: Settings): string {
  return `arn:aws:cloudfront::${account}:distribution/DISTRIBUTION_ID`;
}

interface Document {
  /** What it is, for the reader. */
  title: string;
  /** As it ends the names of S3's operations. */
  name: string;
  /** S3's code where there is none yet; null where it then answers with nothing. Any other failure must stop us. */
  absent: string | null;
  /** What stands for one that is not there yet. */
  empty: object;
  /** Ours, to be added; null where the program needs none. */
  ours: object[] | null;
  /** A program for jq, from what is there to what shall be. */
  program: string;
  /** Options of the operations, where they are not as usual. */
  get?: string;
  put: string;
}

/** Keeps the entries of others: those of another name, and those without one. */
const others = (id: string) => `map(select(.${id} as $id | all($ours[]; .${id} != $id)))`;

/** For each of the four documents, a script that merges ours into it. They need `aws` and `jq`. */
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
      // Left out, S3 would set it back to its default.
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

/** What comes first, since some of it cannot be undone. */
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

/** What the owner of the bucket reads in the terminal. */
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
