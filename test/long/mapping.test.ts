import { describe } from 'vitest';
import { mappingProperties } from '../conformance/mapping/properties.ts';

describe.each(['v0.3', 'v0.4'] as const)('%s', (grammar) => mappingProperties(grammar, 10_000));
