/** The door of access tokens. */
import type { Implementation } from '../../kernel/implementation.ts';
import { issueToken, type TokenDeps } from './issue.ts';
import { listTokens } from './list.ts';
import { revokeToken } from './revoke.ts';
import { rotateSigningKey } from './rotate-signing-key.ts';
import { traceToken } from './trace.ts';

export { endToken } from './end.ts';
export { createIssuer } from './issuer.ts';

export const tokenImplementations = (deps: TokenDeps): Implementation[] => [
  issueToken(deps),
  listTokens(),
  revokeToken(),
  traceToken(),
  rotateSigningKey(deps),
];
