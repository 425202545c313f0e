// Waits for a line that a program prints when it is ready.
import type { TiedProcess } from '@/dev/tied-process';

/** Returns the match in what the program prints. Rejects, with what it printed, if it ends before. */
export function awaitLine(
  { child, exited }: TiedProcess,
  pattern: RegExp,
): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
        const match = pattern.exec(printed);
        if (match) resolve(match);
      });
    }
    void exited.then((code) =>
      reject(new Error(`The program ended with ${code}. It said:\n${printed}`)),
    );
  });
}
