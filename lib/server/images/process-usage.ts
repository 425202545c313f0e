// What a process has used so far, as Linux tells it.
import { readFileSync } from 'node:fs';

export interface Usage {
  /** CPU time of all threads, in milliseconds. */
  cpu: number;
  /** Resident memory, in bytes. */
  memory: number;
}

/** The kernel counts in 1/100 s for programs, whatever its own clock does: USER_HZ in proc(5). */
const TICK = 10;

/** What a process has used; null where there is no /proc, or the process is gone. */
export function usageOf(pid: number): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    // The name, in brackets, may hold anything; what follows it begins with the third field. utime and stime are 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    if (kilobytes === undefined) return null;
    return {
      cpu: (Number(fields[11]) + Number(fields[12])) * TICK,
      memory: Number(kilobytes) * 1024,
    };
  } catch {
    return null;
  }
}
