// A bucket's policy, read as far as the doctor has to understand it.
import { z } from 'zod';

const texts = z.union([z.string(), z.array(z.string())]).optional();

const statement = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Principal: z.unknown(),
  Action: texts,
  NotAction: texts,
  Resource: texts,
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
const policy = z.looseObject({
  Statement: z.union([z.array(statement), statement.transform((one) => [one])]),
});

export type Statement = z.infer<typeof statement>;

/** In milliseconds, as deployment/cdk/bucket-policy.ts has it. */
export const MAX_SIGNATURE_AGE = 600_000;

/** @throws if it is not JSON, or not a policy */
export function parsePolicy(text: string): Statement[] {
  return policy.parse(JSON.parse(text)).Statement;
}

export function opensToAll({
  Effect: effect,
  Principal: principal,
  Condition: condition,
}: Statement): boolean {
  const { AWS: aws } = (principal ?? {}) as { AWS?: unknown };
  const everybody = principal === '*' || [aws].flat().includes('*');
  return effect === 'Allow' && everybody && condition === undefined;
}

export function deniesPlainHttp({ Effect: effect, Condition: condition }: Statement): boolean {
  return effect === 'Deny' && String(condition?.Bool?.['aws:SecureTransport']) === 'false';
}

export function deniesOldSignatures({ Effect: effect, Condition: condition }: Statement): boolean {
  const age = Number(condition?.NumericGreaterThan?.['s3:signatureAge'] ?? Number.NaN);
  return effect === 'Deny' && age <= MAX_SIGNATURE_AGE;
}

export function deniesOldTls({ Effect: effect, Condition: condition }: Statement): boolean {
  return effect === 'Deny' && condition?.NumericLessThan?.['s3:TlsVersion'] !== undefined;
}
