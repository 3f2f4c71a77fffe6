export { flagsConfig as governanceConfig } from './flags/config.ts';
