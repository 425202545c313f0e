// The memory of the server that this process has started, as Linux reports it.
import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory of `next-server` among the descendants of this process, in MiB. */
export function serverMemory(): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    parents.set(Number(name), Number(read(name, 'stat').split(') ').at(1)?.split(' ')[1]));
  }
  const isOwn = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === process.pid || (parent !== undefined && parent > 1 && isOwn(parent));
  };
  const server = [...parents.keys()].find(
    (pid) => read(pid, 'cmdline').startsWith('next-server') && isOwn(pid),
  );
  if (server === undefined) throw new Error('There is no next-server: has Next changed?');
  return Number(/VmRSS:\s+(\d+)/.exec(read(server, 'status'))?.[1]) / 1024;
}

/** Returns '' if the process has ended. */
function read(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

/** The slope of the line through the points with the least squared error. */
export function slopeOf(points: readonly { x: number; y: number }[]): number {
  const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  const [x, y] = [mean(points.map((point) => point.x)), mean(points.map((point) => point.y))];
  const above = points.reduce((sum, point) => sum + (point.x - x) * (point.y - y), 0);
  return above / points.reduce((sum, point) => sum + (point.x - x) ** 2, 0);
}
