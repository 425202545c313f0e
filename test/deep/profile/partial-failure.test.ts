// Fault injection at every call of a port that a use case makes, in every way; a run without faults finds the calls. At every
// point the page shows the last validated photo; a retry reaches the same result; after one sweep there is no orphan; and no
// event is lost or duplicated.

import { readProfile } from '@/lib/server/profile/use-cases/get-profile';
import { sweep } from '@/lib/server/profile/use-cases/sweep-images';
import { ProfileError } from '@/lib/server/shared/errors';
import { checkAuditTrail } from '@/test/profile/check-audit-trail';
import { CUTS, type Cut, type CutProcess, cutProcess } from '@/test/profile/fault-injection';
import type { MemoryPorts } from '@/test/profile/memory-ports';
import { type Moment, SCENARIOS, type Scenario } from '@/test/profile/partial-failure';
import { AGENT, agentOf, HOUR, memoryPortsWithAgent } from '@/test/profile/start-states';
import { storedKeys } from '@/test/profile/stored-keys';

function checkEvents(memory: MemoryPorts): void {
  checkAuditTrail(memory.store.images(), memory.store.events());
}

/** Checks that the page shows a photo all of whose objects exist. */
async function checkPage(memory: MemoryPorts, { old, end }: Moment): Promise<void> {
  const profile = (await readProfile(memory, AGENT))?.profile;
  const key = profile?.profileImageKey ?? null;
  expect([old, end]).toContain(key);
  const { shown } = (await agentOf(memory)).images;
  if (key !== null && shown) {
    const present = memory.storage.keys();
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
): Promise<{ memory: MemoryPorts; moment: Moment; cutting: CutProcess; code: string }> {
  const memory = memoryPortsWithAgent();
  const moment = await scenario.prepare(memory);
  const cutting = cutProcess(memory, at, cut);
  let outcome = await outcomeOf(scenario.act(cutting.ports, moment), cutting.killed);
  await checkPage(memory, moment);
  checkEvents(memory);
  await cutting.applyLate();
  for (let tries = 0; !isFinal(outcome); tries++) {
    if (tries === 3) throw new Error('The run does not finish');
    memory.clock.advance(waitAfter(outcome));
    outcome = await outcomeOf(scenario.act(memory, moment), new Promise(() => {}));
    await checkPage(memory, moment);
    checkEvents(memory);
  }
  const code = outcome !== 'killed' && 'failure' in outcome ? outcome.failure.code : 'done';
  return { memory, moment, cutting, code };
}

async function checkEnd(memory: MemoryPorts, { end, nombre }: Moment): Promise<void> {
  const user = await agentOf(memory);
  expect(user.images.shown?.key ?? null).toBe(end);
  expect(user.nombre).toBe(nombre ?? 'Ana');
  memory.clock.advance(26 * HOUR);
  expect(await sweep(memory)).toMatchObject({ failed: 0, more: false });
  const shown = memory.store.images().filter(({ state }) => state === 'shown');
  expect(memory.storage.keys().sort()).toEqual(shown.flatMap(storedKeys).sort());
  expect((await agentOf(memory)).images.shown?.key ?? null).toBe(end);
  for (const { state } of memory.store.images()) expect(['shown', 'deleted']).toContain(state);
  checkEvents(memory);
}

const cuts = SCENARIOS.flatMap((scenario) =>
  CUTS.map((cut) => [scenario.name, cut, scenario] as const),
);

test.each(cuts)('%s, each call %s', async (_name, cut, scenario) => {
  const whole = await runCut(scenario, Number.POSITIVE_INFINITY, cut);
  await checkEnd(whole.memory, whole.moment);
  expect(whole.cutting.calls.length).toBeGreaterThanOrEqual(3);

  for (const [at, call] of whole.cutting.calls.entries()) {
    const { memory, moment, code } = await runCut(scenario, at, cut).catch((error: unknown) => {
      throw new Error(`cut at call ${at}, ${call}`, { cause: error });
    });
    try {
      expect([whole.code, ...codesOnceDone(scenario)]).toContain(code);
      await checkEnd(memory, moment);
    } catch (error) {
      throw new Error(`cut at call ${at}, ${call}: ${String(error)}`, { cause: error });
    }
  }
});

/** The error codes with which a retry may report that the first try succeeded. */
function codesOnceDone({ name }: Scenario): string[] {
  return name === 'processing by an S3 event' ? ['done'] : [];
}
