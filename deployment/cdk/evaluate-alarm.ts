// For the tests: the states of an alarm of a template over time, from the datapoints of its metric. Written from CloudWatch's
// rules, for the kinds of alarm in use here.
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
  /** As `metricOf` names it. */
  metric: string;
  /** In seconds. */
  at: number;
  value: number;
}

/** Reads an alarm's properties, whose references have been resolved to text. */
export const readAlarm = (properties: unknown): Alarm => alarm.parse(properties);

/** The metric that an alarm looks at: namespace, name, and what it is about. */
export function metricOf({ Namespace, MetricName, Dimensions }: Alarm): string {
  const dimensions = Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return [Namespace, MetricName, ...dimensions].join(' ');
}

/**
 * The times, in seconds, at the end of whose period the alarm is raised.
 * @param phase where the periods begin, in seconds: CloudWatch's own clock decides, not the fault's
 * @param end up to when to look
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
