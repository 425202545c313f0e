// For the tests: computes when an alarm of a template is raised, from the datapoints of its metric. It implements CloudWatch's rules
// for the kinds of alarm that the stack uses.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
import { z } from 'zod';

const alarm = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.string() })),
  Statistic: z.enum(['Sum', 'Maximum']),
  /** In seconds. */
  Period: z.number(),
  Threshold: z.number(),
  ComparisonOperator: z.enum(['GreaterThanOrEqualToThreshold', 'LessThanThreshold']),
  DatapointsToAlarm: z.number().optional(),
  EvaluationPeriods: z.number(),
  TreatMissingData: z.enum(['breaching', 'notBreaching']),
});

export type Alarm = z.infer<typeof alarm>;

export interface Datapoint {
  /** The name that `metricOf` returns. */
  metric: string;
  /** In seconds. */
  at: number;
  value: number;
}

/** Reads an alarm's properties, in which references are replaced by text. */
export const readAlarm = (properties: unknown): Alarm => alarm.parse(properties);

/** Returns the metric of an alarm: namespace, name and dimensions. */
export function metricOf({ Namespace, MetricName, Dimensions }: Alarm): string {
  const dimensions = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return [Namespace, MetricName, ...dimensions].join(' ');
}

/**
 * Returns the ends of the periods at which the alarm is raised, in seconds.
 * @param phase the start of the periods, in seconds: CloudWatch chooses it independently of the fault
 * @param end the end of the simulation
 */
export function raisedAt(one: Alarm, all: Datapoint[], phase: number, end: number): number[] {
  const points = all.filter(({ metric }) => metric === metricOf(one));
  const bad: boolean[] = [];
  const raised: number[] = [];
  for (let from = phase; from + one.Period <= end; from += one.Period) {
    const values = points
      .filter(({ at }) => at >= from && at < from + one.Period)
      .map(({ value }) => value);
    bad.push(isBad(one, values));
    const count = bad.slice(-one.EvaluationPeriods).filter(Boolean).length;
    const isFull = bad.length >= one.EvaluationPeriods;
    if (isFull && count >= (one.DatapointsToAlarm ?? one.EvaluationPeriods)) {
      raised.push(from + one.Period);
    }
  }
  return raised;
}

function isBad(one: Alarm, values: number[]): boolean {
  if (values.length === 0) return one.TreatMissingData === 'breaching';
  const value =
    one.Statistic === 'Sum' ? values.reduce((sum, next) => sum + next, 0) : Math.max(...values);
  return one.ComparisonOperator === 'LessThanThreshold'
    ? value < one.Threshold
    : value >= one.Threshold;
}
