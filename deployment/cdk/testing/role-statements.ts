// For the tests: the permissions of the roles in a template, with ARNs as text.
import { readStatements, type Statement } from './evaluate-policy';
import type { Json, Synthesized } from './synthesize';

/** Returns the statements of a role, by its name. */
export function statementsOf({ of }: Synthesized, roleName: string): Statement[] {
  const [roleId] =
    [...of('AWS::IAM::Role')].find(([, { RoleName: name }]) => name === roleName) ?? [];
  if (roleId === undefined) throw new Error(`There is no role ${roleName}`);
  return [...of('AWS::IAM::Policy').values()]
    .filter(({ Roles: roles }) => JSON.stringify(roles).includes(`"${roleId}"`))
    .flatMap(({ PolicyDocument: document }) => readStatements(referencesAsText(document ?? null)));
}

/** Replaces each reference to a resource, whose value is known only after deployment, with a unique text. */
export function referencesAsText(value: Json): Json {
  if (Array.isArray(value)) return value.map(referencesAsText);
  if (value === null || typeof value !== 'object') return value;
  const { Ref: ref, 'Fn::GetAtt': attribute, 'Fn::Join': join } = value;
  if (typeof ref === 'string') return `{${ref}}`;
  if (Array.isArray(attribute)) return `{${attribute.join('.')}}`;
  if (Array.isArray(join)) {
    const [separator, parts] = join as [string, Json[]];
    return parts.map(referencesAsText).join(separator);
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, referencesAsText(inner)]),
  );
}
