// Which stages the arguments of `test/run/test.ts` choose, and which filters go to their commands.
import { LocalFailure } from '@/dev/failure';

interface Plan {
  stages: string[];
  /** Files and options for the test runner of the stages. */
  filters: string[];
}

const GROUPS = new Map([
  ['check', ['check']],
  ['unit', ['unit']],
  ['e2e', ['e2e']],
  ['browsers', ['browsers', 'deep-browsers']],
  ['engines', ['engines']],
  ['deep', ['deep', 'deep-e2e', 'deep-browsers']],
  ['deployment', ['deployment']],
  ['vercel', ['vercel']],
]);
const WHOLE = ['check', 'unit', 'e2e', 'browsers'];
const WITHOUT_FILTERS = ['check', 'engines'];

/** Folders whose tests another stage than `unit` or `e2e` runs. */
const OWN_STAGE = new Map([
  ['test/deep', 'deep'],
  ['e2e/browsers', 'browsers'],
  ['deployment/cdk', 'deployment'],
  ['deployment/vercel', 'vercel'],
]);

const isBrowserTest = (path: string) => /(^|\/)e2e(\/|$)|\.spec\.ts/.test(path);

/**
 * @param args group names, then filters; a file without a group chooses the stage that has it
 * @throws LocalFailure where a stage takes no filters
 */
export function planStages(args: string[]): Plan {
  const count = args.findIndex((arg) => !GROUPS.has(arg));
  const names = count < 0 ? args : args.slice(0, count);
  const filters = args.slice(names.length);
  const [path] = filters;
  if (path === undefined) {
    return { stages: names.length > 0 ? expand(names) : WHOLE, filters };
  }
  const groups = names.length > 0 ? names : [groupOf(path)];
  const refused = groups.find((name) => WITHOUT_FILTERS.includes(name));
  if (refused) throw new LocalFailure(`"${refused}" runs as a whole: it takes no "${path}".`);
  const stages = expand(groups);
  const own = groupOf(path);
  const chosen = [own, `deep-${own}`].find((name) => stages.includes(name));
  return { stages: chosen ? [chosen] : stages.slice(0, 1), filters };
}

function expand(groups: string[]): string[] {
  return groups.flatMap((name) => GROUPS.get(name) ?? []);
}

function groupOf(path: string): string {
  const [folder = '', subfolder = ''] = path.replace(/^\.\//, '').split('/');
  return OWN_STAGE.get(`${folder}/${subfolder}`) ?? (isBrowserTest(path) ? 'e2e' : 'unit');
}
