// The fonts of the card. They come with the app, so every machine draws the same card.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Inter, by the SIL Open Font License. No import references these files: next.config.mjs adds them to the functions. */
const FOLDER = join(
  /* turbopackIgnore: true */ process.cwd(),
  'node_modules',
  '@expo-google-fonts',
  'inter',
);

export interface CardFonts {
  regular: Buffer;
  bold: Buffer;
}

let read: Promise<CardFonts> | undefined;

/** Reads the fonts once. */
export function cardFonts(): Promise<CardFonts> {
  read ??= readFonts().catch((error) => {
    read = undefined;
    throw error;
  });
  return read;
}

async function readFonts(): Promise<CardFonts> {
  const [regular, bold] = await Promise.all([
    readFile(join(FOLDER, '400Regular', 'Inter_400Regular.ttf')),
    readFile(join(FOLDER, '600SemiBold', 'Inter_600SemiBold.ttf')),
  ]);
  return { regular, bold };
}
