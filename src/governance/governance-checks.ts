import type { SchemaCheck } from '../kernel/ports/graph.ts';
import { checkConstraints } from './constraints/check-constraints.ts';
import { checkCost } from './cost/rules/check-cost.ts';

/** What governance finds wrong with a schema. */
export const governanceChecks: readonly SchemaCheck[] = [checkCost, checkConstraints];
