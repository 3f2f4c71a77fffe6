import type { Observer } from '../../kernel/plugin.ts';
import { Histogram, POINTS } from './histogram.ts';

/** What requests cost, in points, by registered operation; empty while nobody asks for costs. Source: Apollo's router, `cost.*`. */
export function createCostMetrics() {
  const estimated = new Histogram('tollgate_cost_estimated', 'Points that a request was estimated at.', POINTS);
  const actual = new Histogram('tollgate_cost_actual', 'Points that a request has cost, by what was answered.', POINTS);
  const delta = new Histogram(
    'tollgate_cost_delta',
    'Points that a request has cost less than it was estimated at; 0 or less where it was no less.',
    POINTS,
  );
  const record = (histogram: Histogram, operation: string, points: number): void =>
    (histogram.find(operation) ?? histogram.begin(operation, { tollgate_operation: operation })).record(points);

  const settled: NonNullable<Observer['settled']> = (_, { cost, operation }) => {
    if (!cost) return;
    const name = (operation?.registered && operation.name) || 'other';
    record(estimated, name, cost.estimated);
    if (cost.actual === null) return;
    record(actual, name, cost.actual);
    record(delta, name, cost.estimated - cost.actual);
  };
  return { settled, text: (): string => estimated.text() + actual.text() + delta.text() };
}
