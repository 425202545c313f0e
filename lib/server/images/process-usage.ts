// Reads the resource usage of a process from /proc.
import { readFileSync } from 'node:fs';

export interface Usage {
  /** CPU time of all threads, in milliseconds. */
  cpu: number;
  /** Resident memory, in bytes. */
  memory: number;
}

/** Milliseconds per tick: /proc reports time in 1/100 s on any kernel (USER_HZ in proc(5)). */
const TICK = 10;

/** Returns the usage of a process; null if there is no /proc, or the process has ended. */
export function usageOf(pid: number): Usage | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    // The name in brackets may contain anything; field 3 follows it. utime and stime are fields 14 and 15.
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
