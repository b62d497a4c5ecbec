/** Configuration: read once at the start, refused by name where it is wrong, frozen after that. */
export { type ConfigFault, ConfigurationError, loadConfig } from './load.ts';
export { referencePage } from './reference.ts';
export {
  type Config,
  checkoutDirectory,
  type LogLevel,
  logLevels,
  type NodeRole,
  nodeRoles,
} from './settings.ts';
