// Waits for a line that a program prints when it is ready.
import type { TiedProcess } from '@/dev/tied-process';

/** Resolves with the match in the program's output. Rejects with the output if the program ends without a match. */
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
