#!/usr/bin/env node
// The command `odd-images`: writes the files of the kit and an index of them to a folder.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kitFiles } from './kit.ts';

const USAGE = `Usage: odd-images FOLDER

Writes about 130 image files and index.json, which has the claimed media type and the expected verdict of each file.`;

async function main(args: string[]): Promise<number> {
  const [folder, ...rest] = args;
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  if (!folder || folder.startsWith('-') || rest.length > 0) {
    console.error(`odd-images: Name one folder to write to.\n\n${USAGE}`);
    return 2;
  }
  const index = [];
  for await (const { path, contentType, verdict, bytes } of kitFiles()) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
    index.push({ path, contentType, verdict, bytes: bytes.length });
  }
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
  console.log(`${index.length} files written to ${folder}`);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(`odd-images: ${error.message}`);
    process.exitCode = 1;
  },
);
