import { describe } from 'vitest';
import { mappingProperties } from './properties.ts';

describe.each(['v0.3', 'v0.4'] as const)('%s', (grammar) => mappingProperties(grammar, 300));
