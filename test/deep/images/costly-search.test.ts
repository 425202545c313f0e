// Searches for the most expensive image of each format: random ones first, then changes of the most expensive so far. No image of at
// most 2 MiB needs more than 512 MB or more steps than its bytes allow. Steps, which are the same on every machine, direct the search; the
// CPU time is printed.
import { COSTLY_JPEG } from 'odd-images/costly-jpeg';
import { COSTLY_PNG } from 'odd-images/costly-png';
import type { CostlyKind, Traits } from 'odd-images/costly-traits';
import { COSTLY_WEBP } from 'odd-images/costly-webp';
import { walkJpeg } from '@/lib/server/images/jpeg-structure';
import { walkPng } from '@/lib/server/images/png-structure';
import { RejectedImageError } from '@/lib/server/images/rejected-image-error';
import { walkWebp } from '@/lib/server/images/webp-structure';
import { WorkBudget } from '@/lib/server/images/work-budget';
import { MAX_UPLOAD_BYTES } from '@/lib/shared/upload-policy';
import { costInFreshProcess } from '@/test/images/measure';
import type { Cost } from '@/test/images/measuring-child';

const SEED = 7;
const RANDOM = 10;
const CHANGES = 10;
/** A time-out that no busy machine reaches, in milliseconds. */
const FAR_AWAY = 3_600_000;
const MAX_MEMORY_MEGABYTES = 512;
/** The expected verdicts on a valid file: accepted, or over a limit by its headers. */
const VERDICTS = ['clean', 'too_many_pixels', 'too_many_scans'];

interface Find extends Cost {
  traits: Traits;
  bytes: number;
  stepsPerByte: number;
}

test.each([
  ['JPEG', COSTLY_JPEG, walkJpeg],
  ['PNG', COSTLY_PNG, walkPng],
  ['WebP', COSTLY_WEBP, walkWebp],
])(
  'no %s is too expensive',
  async (name, kind, walk) => {
    const next = generator(SEED);
    const finds: Find[] = [];
    const tried = new Set<string>();
    while (tried.size < RANDOM + CHANGES) {
      const [best] = finds.toSorted((a, b) => b.stepsPerByte - a.stepsPerByte);
      const traits =
        tried.size < RANDOM || !best ? anyTraits(kind, next) : changed(kind, best.traits, next);
      const key = JSON.stringify(traits);
      if (tried.has(key)) continue;
      tried.add(key);
      const bytes = await kind.make(traits);
      if (bytes.length > MAX_UPLOAD_BYTES) continue;
      const stepsPerByte = stepsOf(walk, bytes) / bytes.length;
      const cost = await costInFreshProcess(bytes, kind.contentType);
      finds.push({ traits, bytes: bytes.length, stepsPerByte, ...cost });
    }
    const summary = finds
      .toSorted((a, b) => b.cpu - a.cpu)
      .slice(0, 3)
      .map((find) => JSON.stringify(find));
    console.info(`${name}, seed ${SEED}, ${finds.length} files\n${summary.join('\n')}`);
    expect(
      finds.filter(({ verdict, memory }) => {
        return !VERDICTS.includes(verdict) || memory > MAX_MEMORY_MEGABYTES;
      }),
    ).toEqual([]);
    // The search has found files that are decoded.
    expect(Math.max(...finds.map(({ memory }) => memory))).toBeGreaterThan(150);
  },
  FAR_AWAY,
);

/** @throws RejectedImageError `too_complex` if they are not linear in the bytes */
function stepsOf(walk: (bytes: Buffer, budget: WorkBudget) => unknown, bytes: Buffer): number {
  const budget = new WorkBudget(bytes.length);
  try {
    walk(bytes, budget);
  } catch (error) {
    const isOther = error instanceof RejectedImageError && error.reason !== 'too_complex';
    if (!isOther) throw error;
  }
  return budget.spent;
}

type Next = (below: number) => number;

function anyTraits({ traits }: CostlyKind, next: Next): Traits {
  return Object.fromEntries(Object.entries(traits).map(([name, count]) => [name, next(count)]));
}

/** Changes one or two traits. */
function changed(kind: CostlyKind, traits: Traits, next: Next): Traits {
  const names = Object.keys(kind.traits);
  const result = { ...traits };
  for (let count = 1 + next(2); count > 0; count--) {
    const name = names[next(names.length)] ?? '';
    result[name] = next(kind.traits[name] ?? 1);
  }
  return result;
}

/** A linear congruential generator of integers. */
function generator(seed: number): Next {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x100000000) * below);
  };
}
