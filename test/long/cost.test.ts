import { costProperties } from '../cost/properties.ts';

costProperties(100_000);
