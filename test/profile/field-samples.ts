// Sample texts for a field of a person, by its format: as typed, as stored, and by length.
import type { FieldFormat, PersonFieldRules } from '@/lib/shared/person-fields';

interface Samples {
  typed: string;
  stored: string;
  /** A text of this length, which is stored as it is or in fewer characters. */
  ofLength(length: number): string;
  /** Texts that do not match the format. */
  wrong: string[];
}

const TEXT: Samples = {
  typed: '  Valor 1 ',
  stored: 'Valor 1',
  ofLength: (length) => 'x'.repeat(length),
  wrong: ['a\u202eb'],
};

const FORMATTED: Record<FieldFormat, Samples> = {
  phone: {
    typed: ' (55) 1234-5678 ',
    stored: '+525512345678',
    ofLength: (length) => '55123'.padEnd(length - 5, '-').concat('45678'),
    wrong: ['55 1234', 'Valor 1', '+0 123 456 789', '\u202e'.padEnd(3, 'a')],
  },
  licence: {
    typed: ' a-123 456 ',
    stored: 'A123456',
    ofLength: (length) => 'A'.repeat(length),
    wrong: ['A_1', 'Ñ1', '- -', 'a\u202eb'],
  },
};

/** Returns the samples for a field with these rules. */
export function samplesOf({ format }: PersonFieldRules): Samples {
  return format ? FORMATTED[format] : TEXT;
}
