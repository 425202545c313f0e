// Shell commands that fix a fault, ready to paste.
import type { Context } from './context';

/** Quotes a text for a shell. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command that sets an environment variable. */
export function setVariable(name: string, value: string): string {
  return `export ${name}=${/^[\w@%+=:,./-]+$/.test(value) ? value : quote(value)}`;
}

/** `aws s3api OPERATION` on the bucket. */
export function s3api({ env }: Context, operation: string, options = ''): string {
  return [
    `aws s3api ${operation} --bucket ${env.bucket}`,
    ...(options ? [options] : []),
    ...(env.s3Endpoint ? [`--endpoint-url ${env.s3Endpoint}`] : []),
    `--region ${env.region}`,
  ].join(' ');
}

/** `aws dynamodb OPERATION` on a table. */
export function dynamodb({ env }: Context, operation: string, table: string, options = ''): string {
  return [
    `aws dynamodb ${operation} --table-name ${table}`,
    ...(options ? [options] : []),
    ...(env.dynamoDbEndpoint ? [`--endpoint-url ${env.dynamoDbEndpoint}`] : []),
    `--region ${env.region}`,
  ].join(' ');
}

/** The ARN of the bucket, or of a key pattern in it. */
export function bucketArn({ env, isAws }: Context, keys = ''): string {
  const [place] = isAws ? (/^(?:cn|us-gov)(?=-)/.exec(env.region) ?? []) : [];
  return `arn:aws${place ? `-${place}` : ''}:s3:::${env.bucket}${keys && `/${keys}`}`;
}

/** Grants a missing permission to the identity of this run. */
export function grant({ arn, env }: Context, actions: string[], resources: string[]): string {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: resources }],
  });
  const policy = `--policy-name profile-${actions[0]?.replace(/\W/g, '-')} --policy-document ${quote(document)}`;
  const role = /:assumed-role\/([^/]+)/.exec(arn ?? '')?.[1];
  if (role) return `aws iam put-role-policy --role-name ${role} ${policy}`;
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn ?? '')?.[1];
  if (user) return `aws iam put-user-policy --user-name ${user} ${policy}`;
  const endpoint = env.s3Endpoint ? ` --endpoint-url ${env.s3Endpoint}` : '';
  return `aws s3api get-bucket-policy --bucket ${env.bucket}${endpoint}   # the key needs ${actions.join(', ')}: as its server's administrator, allow it`;
}

/**
 * Blocks public access as far as the server can. On Ceph RGW, BlockPublicAcls refuses every PUT, private ones too
 * (https://github.com/ceph/ceph/pull/30033), so it is only set on AWS.
 */
export function publicAccessBlock(context: Context): string {
  const on = {
    BlockPublicAcls: context.isAws,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  const settings = Object.entries(on).map(([name, value]) => `${name}=${value}`);
  return s3api(
    context,
    'put-public-access-block',
    `--public-access-block-configuration ${settings.join(',')}`,
  );
}
