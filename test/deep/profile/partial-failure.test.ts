// Fault injection at every call of a port that a use case makes, in every way; a run without faults finds the calls. At every
// point the page shows the last validated photo; a retry reaches the same result; after one sweep there is no orphan; and no
// event is lost or duplicated.

import { readProfile } from '@/lib/server/profile/use-cases/get-profile';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { ProfileError } from '@/lib/server/shared/errors';
import { checkLife } from '@/test/profile/check-life';
import { CUTS, type Cut, type CutProcess, cutProcess } from '@/test/profile/cut';
import type { World } from '@/test/profile/memory-ports';
import { type Moment, SCENARIOS, type Scenario } from '@/test/profile/partial-failure';
import { AGENT, agentOf, agentsWorld, HOUR } from '@/test/profile/scenes';
import { storedKeys } from '@/test/profile/stored-keys';

function checkEvents(here: World): void {
  checkLife(here.store.images(), here.store.events());
}

/** Checks that the page shows a photo all of whose objects exist. */
async function checkPage(here: World, { old, end }: Moment): Promise<void> {
  const profile = (await readProfile(here, AGENT))?.profile;
  const key = profile?.profileImageKey ?? null;
  expect([old, end]).toContain(key);
  const { shown } = (await agentOf(here)).images;
  if (key !== null && shown) {
    const present = here.storage.keys();
    expect(storedKeys({ userId: AGENT, ...shown }).filter((one) => !present.includes(one))).toEqual(
      [],
    );
  }
}

type Outcome = { answer: unknown } | { failure: ProfileError } | 'killed';

async function outcomeOf(act: Promise<unknown>, killed: Promise<void>): Promise<Outcome> {
  const outcome = act.then(
    (answer) => ({ answer }),
    (error: unknown) => {
      if (error instanceof ProfileError) return { failure: error };
      throw error;
    },
  );
  return Promise.race([outcome, killed.then(() => 'killed' as const)]);
}

function isFinal(outcome: Outcome): boolean {
  if (outcome === 'killed') return false;
  if ('failure' in outcome) return outcome.failure.code !== 'unavailable';
  const { answer } = outcome;
  const open =
    (Object(answer).profileImageStatus === 'pending' && 'nombre' in Object(answer)) ||
    Object(answer).failed > 0;
  return !open;
}

/** The wait before a retry, in seconds: `Retry-After`, if there is one. */
function waitAfter(outcome: Outcome): number {
  const told =
    outcome !== 'killed' && 'failure' in outcome ? outcome.failure.retryAfter : undefined;
  return told ?? 10;
}

/** Runs with a fault, and retries until the run finishes. */
async function runCut(
  scenario: Scenario,
  at: number,
  cut: Cut,
): Promise<{ here: World; moment: Moment; cutting: CutProcess; code: string }> {
  const here = agentsWorld();
  const moment = await scenario.prepare(here);
  const cutting = cutProcess(here, at, cut);
  let outcome = await outcomeOf(scenario.act(cutting.ports, moment), cutting.killed);
  await checkPage(here, moment);
  checkEvents(here);
  await cutting.applyLate();
  for (let tries = 0; !isFinal(outcome); tries++) {
    if (tries === 3) throw new Error('It comes to no end');
    here.clock.advance(waitAfter(outcome));
    outcome = await outcomeOf(scenario.act(here, moment), new Promise(() => {}));
    await checkPage(here, moment);
    checkEvents(here);
  }
  const code = outcome !== 'killed' && 'failure' in outcome ? outcome.failure.code : 'done';
  return { here, moment, cutting, code };
}

async function checkEnd(here: World, { end, nombre }: Moment): Promise<void> {
  const user = await agentOf(here);
  expect(user.images.shown?.key ?? null).toBe(end);
  expect(user.nombre).toBe(nombre ?? 'Ana');
  here.clock.advance(26 * HOUR);
  expect(await sweep(here)).toMatchObject({ failed: 0, more: false });
  const shown = here.store.images().filter(({ state }) => state === 'shown');
  expect(here.storage.keys().sort()).toEqual(shown.flatMap(storedKeys).sort());
  expect((await agentOf(here)).images.shown?.key ?? null).toBe(end);
  for (const { state } of here.store.images()) expect(['shown', 'deleted']).toContain(state);
  checkEvents(here);
}

const cuts = SCENARIOS.flatMap((scenario) =>
  CUTS.map((cut) => [scenario.name, cut, scenario] as const),
);

test.each(cuts)('%s, each call %s', async (_name, cut, scenario) => {
  const whole = await runCut(scenario, Number.POSITIVE_INFINITY, cut);
  await checkEnd(whole.here, whole.moment);
  expect(whole.cutting.calls.length).toBeGreaterThanOrEqual(3);

  for (const [at, call] of whole.cutting.calls.entries()) {
    const { here, moment, code } = await runCut(scenario, at, cut).catch((error: unknown) => {
      throw new Error(`cut at call ${at}, ${call}`, { cause: error });
    });
    try {
      expect([whole.code, ...codesOnceDone(scenario)]).toContain(code);
      await checkEnd(here, moment);
    } catch (error) {
      throw new Error(`cut at call ${at}, ${call}: ${String(error)}`, { cause: error });
    }
  }
});

/** The error codes with which a retry may report that the first try succeeded. */
function codesOnceDone({ name }: Scenario): string[] {
  return name === 'processing by an S3 event' ? ['done'] : [];
}
