// The counters of image processing. Without telemetry they are no-ops.
import { type Counter, metrics } from '@opentelemetry/api';
import type { Counts } from '@/lib/server/profile/ports';

const DESCRIPTIONS: Record<keyof Counts, string> = {
  issued: 'Uploads requested',
  proven: 'Uploads validated and shown',
  rejected: 'Uploads rejected, by reason',
  swept: 'Images whose objects the sweep deleted',
};

/** Creates the counters lazily on first use: by then the global meter provider is registered, if at all. */
export function otelCounts(): Counts {
  const counters = new Map<string, Counter>();
  const add = (name: keyof Counts, attributes?: Record<string, string>) => {
    const counter =
      counters.get(name) ??
      metrics
        .getMeter('polizalab-profile')
        .createCounter(`profile.images.${name}`, { description: DESCRIPTIONS[name] });
    counters.set(name, counter);
    counter.add(1, attributes);
  };
  return {
    issued: () => add('issued'),
    proven: () => add('proven'),
    rejected: (reason) => add('rejected', { reason }),
    swept: () => add('swept'),
  };
}
