// Names a file after the person.
import type { Person } from '@/lib/shared/person-fields';

/** Characters that Windows, macOS or Linux reject in a file name. */
const RESERVED = /[\\/:*?"<>|]/g;

/** @param extension without the dot */
export function personFileName({ nombre, apellido }: Person, extension: string): string {
  const person = `${nombre} ${apellido}`.trim().replace(RESERVED, '_');
  return `${person || 'perfil'}.${extension}`;
}
