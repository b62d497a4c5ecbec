/** The door of operators. */
import type { PlatformImplementation } from '../../kernel/platform/index.ts';
import { issueKey, listKeys, revokeKey } from './keys.ts';
import { showOperator, signOut } from './session.ts';
import { type OperatorSignInDeps, signIn } from './sign-in.ts';

export { operatorNameLookup, prepareOperator, presentOperator } from './operator.ts';
export { anyOperator, findOperatorByName, insertOperator, type NewOperatorRow } from './store.ts';

export type OperatorDeps = OperatorSignInDeps;

export const operatorImplementations = (deps: OperatorDeps): PlatformImplementation[] => [
  signIn(deps),
  signOut(),
  showOperator(),
  issueKey(deps),
  listKeys(),
  revokeKey(),
];
