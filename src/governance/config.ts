import { accessConfig } from './access/config.ts';
import { budgetsConfig } from './budgets/config.ts';
import { costConfig } from './cost/config.ts';
import { flagsConfig } from './flags/config.ts';
import { limitsConfig } from './limits/config.ts';
import { overloadConfig } from './overload/config.ts';

export const governanceConfig = {
  ...accessConfig,
  ...limitsConfig,
  ...flagsConfig,
  ...costConfig,
  ...overloadConfig,
  ...budgetsConfig,
};
