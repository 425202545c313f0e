// The codes of phones in memory, for tests. They pass the same contract tests as the DynamoDB adapter.
import type { PhoneCode, PhoneCodes } from '@/lib/server/profile/ports';
import { ChangeConflictError } from '@/lib/server/shared/errors';

/** Creates a store without codes. */
export function memoryPhoneCodes(): PhoneCodes {
  const codes = new Map<string, PhoneCode>();
  return {
    create: async (code) => void codes.set(code.userId, { ...code }),
    find: async (codeHash) =>
      [...codes.values()].find((one) => one.codeHash === codeHash && one.state !== 'ended') ?? null,
    readOf: async (userId) => codes.get(userId) ?? null,
    async update(code) {
      const stored = codes.get(code.userId);
      if (stored?.rev !== code.rev || stored.codeHash !== code.codeHash) {
        throw new ChangeConflictError('The phone code has changed since it was read');
      }
      codes.set(code.userId, { ...code, rev: code.rev + 1 });
    },
    async end(code) {
      const stored = codes.get(code.userId);
      if (stored?.codeHash !== code.codeHash) return;
      codes.set(code.userId, { ...code, state: 'ended', rev: code.rev + 1 });
    },
  };
}
