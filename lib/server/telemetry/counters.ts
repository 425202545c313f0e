// What is counted of the life of images. Without telemetry these count nothing, at no cost.
import { type Counter, metrics } from '@opentelemetry/api';
import type { Counts } from '@/lib/server/profile/ports';

const DESCRIPTIONS: Record<keyof Counts, string> = {
  issued: 'Uploads that were asked for',
  proven: 'Uploads that were proven and shown',
  rejected: 'Uploads that were refused, by reason',
  swept: 'Images whose objects the sweep deleted',
};

/** The counters, made when the first of them counts: by then the global meter has been registered, if ever. */
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
