export { createPlatformRealm, type PlatformOptions, type PlatformRealm } from './create-platform.ts';
export { executePlatform } from './execute-platform.ts';
export {
  buildPlatformTable,
  implementPlatformCommand,
  implementPlatformPublic,
  implementPlatformQuery,
  type PlatformImplementation,
  type PlatformPrepareContext,
  type PlatformPublicContext,
  type PlatformTable,
} from './implementation.ts';
export type { OperatorIdentity } from './operator-identity.ts';
export type { PlatformPermit } from './permit.ts';
export {
  PlatformDatabase,
  type PlatformReadTransaction,
  type PlatformWriteTransaction,
} from './platform-database.ts';
export type { PlatformKernel } from './platform-kernel.ts';
