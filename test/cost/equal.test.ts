import { costProperties } from './properties.ts';

costProperties(1_000);
