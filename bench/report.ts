// Writes the tables of docs/performance.md, each between two comments with the name of its benchmark.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

const page = fileURLToPath(new URL('../docs/performance.md', import.meta.url));

/** A row: the text of each column, by the column's heading. All rows of a table have the same columns. */
export type Row = Record<string, string>;

/**
 * Prints the table, and writes it to docs/performance.md in place of the one of the same name, with the machine under it.
 * @param name the name in the comments `<!-- bench NAME -->` and `<!-- end of NAME -->` of the page
 * @throws Error if the page has no such comments
 */
export function report(name: string, rows: Row[]): void {
  console.table(rows);
  const text = readFileSync(page, 'utf8');
  const [start, end] = [`<!-- bench ${name} -->`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no place for "${name}".`);
  const block = `${start}\n\n${markdown(rows)}\n\n${machine()}\n\n`;
  writeFileSync(page, text.slice(0, from) + block + text.slice(to));
}

/** Returns the cell that says whether a figure is within its limit. If not, the benchmark exits with 1. */
export function verdict(isMet: boolean): 'yes' | 'no' {
  if (!isMet) process.exitCode = 1;
  return isMet ? 'yes' : 'no';
}

/** Formats a table: the first column is left-aligned, all others right-aligned. */
function markdown(rows: Row[]): string {
  const headings = Object.keys(rows[0] ?? {});
  const lines = [headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ''))];
  const widths = headings.map((_, at) =>
    Math.max(3, ...lines.map((line) => line[at]?.length ?? 0)),
  );
  const cells = lines.map((line) =>
    line.map((cell, at) =>
      at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
    ),
  );
  const rule = widths.map((width, at) =>
    at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head = [], ...body] = cells;
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** The machine, so that results can be compared. The load is that of the last minute, before and after the benchmark. */
function machine(): string {
  const load = loadavg()[0]?.toFixed(1);
  const before = process.env.BENCH_LOAD ?? load;
  const date = new Date().toISOString().slice(0, 10);
  return `_${date}, ${availableParallelism()} cores, load ${before} before and ${load} after, Node ${process.versions.node}._`;
}
