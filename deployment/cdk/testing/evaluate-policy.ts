// For the tests: computes whether IAM allows a call. It implements the rules for the parts of the policy language that the stack
// uses; anything else in a policy is an error.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
import { z } from 'zod';

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.unknown().optional(),
  Action: oneOrMany,
  Resource: oneOrMany.optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany)).optional(),
});

export type Statement = z.infer<typeof statement>;

export interface Call {
  action: string;
  resource: string;
  /** The condition keys of the request, as AWS names them. */
  context?: Record<string, string>;
}

/** Reads a policy document, in which ARNs are replaced by text. */
export function readStatements(document: unknown): Statement[] {
  return z.object({ Statement: z.array(statement) }).parse(document).Statement;
}

/** An explicit deny wins over an allow; the default is deny. */
export function isAllowed(statements: Statement[], call: Call): boolean {
  const applying = statements.filter((one) => applies(one, call));
  return (
    applying.some(({ Effect }) => Effect === 'Allow') &&
    !applying.some(({ Effect }) => Effect === 'Deny')
  );
}

function applies({ Action, Resource = [], Condition = {} }: Statement, call: Call): boolean {
  return (
    // Actions are case-insensitive, resources are case-sensitive.
    Action.some((pattern) => like(pattern.toLowerCase(), call.action.toLowerCase())) &&
    Resource.some((pattern) => like(pattern, call.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, values, call.context?.[key])),
    )
  );
}

function holds(operator: string, values: string[], given: string | undefined): boolean {
  if (operator === 'Null') return values.includes(String(given === undefined));
  if (given === undefined) return /^ForAllValues:|IfExists$/.test(operator);
  // The requests of the tests have one value for each key.
  const test = TESTS.get(operator.replace(/^ForAllValues:|IfExists$/g, ''));
  if (!test) throw new Error(`The condition operator ${operator} is not supported`);
  return values.some((value) => test(value, given));
}

const TESTS = new Map<string, (value: string, given: string) => boolean>([
  ['StringEquals', (value, given) => given === value],
  ['StringLike', like],
  ['ArnLike', like],
  ['Bool', (value, given) => given.toLowerCase() === value.toLowerCase()],
  ['NumericLessThan', (value, given) => Number(given) < Number(value)],
  ['NumericGreaterThan', (value, given) => Number(given) > Number(value)],
]);

function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
