// The environment: a finding for every fault, and the settings that are valid nevertheless.
import {
  appOrigins,
  type EngineEnv,
  EnvError,
  isLoopback,
  parseEngineEnv,
  parseEnv,
} from '@/lib/server/env';
import { TABLES } from '@/lib/server/shared/tables';
import { textFault } from '@/lib/server/variables';
import { setVariable } from './commands';
import type { Variables } from './context';
import { type Finding, ok, wrong } from './finding';

export interface Environment {
  findings: Finding[];
  /** Undefined if a variable of the engines is invalid. */
  engine: EngineEnv | undefined;
  /** Undefined if NEXTAUTH_URL is invalid. */
  appUrl: string | undefined;
  /** True for an invalid variable. */
  isFaulty(variable: string): boolean;
}

/** Parses the variables of the engines and of the web app separately, so that a fault in one does not hide the others. */
export function checkVariables(source: Variables): Environment {
  const faults = faultsOf(() => parseEnv(source));
  const engineFaults = faultsOf(() => parseEngineEnv(source));
  const isFaulty = (variable: string) => faults.some(({ name }) => name === variable);
  const findings = faults.map(({ name, message }) =>
    wrong(
      checkOf(name),
      `${name} ${message}`,
      'The app refuses to start with it.',
      fixOf(name, source),
    ),
  );
  return {
    findings: findings.length > 0 ? findings : [ok('variables', 'complete and well formed')],
    engine: engineFaults.length === 0 ? parseEngineEnv(source) : undefined,
    appUrl: isFaulty('NEXTAUTH_URL') ? undefined : source.NEXTAUTH_URL,
    isFaulty,
  };
}

/** The origin that CORS has to allow. */
export function originOf(appUrl: string | undefined): string | undefined {
  return appUrl === undefined ? undefined : new URL(appUrl).origin;
}

/** True if the app is reachable from other machines. */
export function isPublic(appUrl: string | undefined): boolean {
  return appUrl !== undefined && !appOrigins({ appUrl }).some(isLoopback);
}

function checkOf(variable: string): string {
  return variable === 'LOCAL_SIGN_IN' ? 'local-sign-in' : `variables.${variable}`;
}

interface Fault {
  /** The variable's name. */
  name: string;
  message: string;
}

/** EnvError has one fault per line: the variable, then what is wrong with it. */
function faultsOf(parse: () => unknown): Fault[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    const lines = error.message.split('\n').slice(1);
    return lines.map((line) => {
      const [name = '', ...words] = line.trim().split(' ');
      return { name, message: words.join(' ') };
    });
  }
}

const EXAMPLES: Record<string, string> = {
  APP_REGION: 'us-east-1',
  AWS_REGION: 'us-east-1',
  AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/polizalab-profile-web',
  S3_BUCKET: 'polizalab-documents-dev',
  S3_ENDPOINT: 'https://s3.example.com',
  S3_PUBLIC_ENDPOINT: 'https://s3.example.com',
  USERS_TABLE: TABLES.users.defaultName,
  IMAGES_TABLE: TABLES.images.defaultName,
  RATE_LIMITS_TABLE: TABLES.rateLimits.defaultName,
  CLOUDFRONT_DOMAIN: 'd111111abcdef8.cloudfront.net',
  CLOUDFRONT_KEY_PAIR_ID: 'K2JCJMDEHXQW5F',
  NEXTAUTH_URL: 'https://perfil.example.com',
  OIDC_ISSUER: 'https://cognito-idp.us-east-1.amazonaws.com/POOL_ID',
  LOCAL_SIGN_IN: 'false',
  LOG_LEVEL: 'info',
};

/** Its public half belongs in the distribution's key group. */
const NEW_CLOUDFRONT_KEY = `openssl genrsa -out cloudfront.pem 2048 && export CLOUDFRONT_PRIVATE_KEY="$(awk '{printf "%s\\\\n", $0}' cloudfront.pem)"   # see docs/deploy/aws.md`;

function fixOf(name: string, source: Variables): string {
  if (/^["'`]/.test(source[name] ?? '') && textFault(name, source[name] ?? '')) {
    return `export ${name}="\${${name}:1:-1}"   # and remove the quotes where it is set`;
  }
  if (name === 'NEXTAUTH_SECRET' || name === 'CRON_SECRET') {
    return `export ${name}="$(openssl rand -base64 32)"`;
  }
  if (name === 'DYNAMODB_ENDPOINT') {
    return 'unset DYNAMODB_ENDPOINT   # for AWS; a compatible server has an http or https address';
  }
  if (name === 'CLOUDFRONT_PRIVATE_KEY') return NEW_CLOUDFRONT_KEY;
  if (name === 'CLOUDFRONT_DOMAIN' && source[name]) {
    return setVariable(name, source[name].replace(/^\w+:\/\//, '').replace(/[:/?#].*$/, ''));
  }
  const example = EXAMPLES[name];
  if (example !== undefined) return setVariable(name, example);
  // Unset a variable that has a default; of a group, set all or none.
  return source[name] ? `unset ${name}` : `export ${name}=VALUE   # see .env.example`;
}
