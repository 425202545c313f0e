// The clock that dates signed URLs.
import { clockOffset, serverClock } from './server-clock';

const learnt = (systemClockOffset: number) => ({ config: { systemClockOffset } });
const noon = { now: () => new Date('2026-11-24T12:00:00Z') };

test('an offset that the SDK measures later is used from then on', () => {
  const client = learnt(0);
  const clock = serverClock(noon, [client]);
  expect(clock.now()).toEqual(noon.now());
  client.config.systemClockOffset = -600_000;
  expect(clock.now()).toEqual(new Date('2026-11-24T11:50:00Z'));
});

test('the first client with an offset is used; network delay is ignored', () => {
  expect(clockOffset([learnt(0), learnt(600_000)])).toBe(600_000);
  expect(clockOffset([learnt(7000), learnt(600_000)])).toBe(7000);
  expect(clockOffset([learnt(-900), learnt(600_000)])).toBe(0);
  expect(clockOffset([])).toBe(0);
});
