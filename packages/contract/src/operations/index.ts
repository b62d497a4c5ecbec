/** The operation table. Everything the product can do. */
import type { AnyOperation } from '../operation.ts';
import {
  accessOperations,
  clientOperations,
  domainOperations,
  emergencyOperations,
  grantOperations,
} from './access.ts';
import { tenantOperations } from './administration.ts';
import { auditOperations } from './audit-explorer.ts';
import { auditProofOperations } from './audit-proofs.ts';
import { auditRetentionOperations } from './audit-retention.ts';
import { auditSinkOperations } from './audit-sinks.ts';
import { breakGlassOperations } from './break-glass.ts';
import { channelOperations, importOperations, syncOperations } from './chat.ts';
import { groupOperations } from './groups.ts';
import { credentialOperations, principalOperations, sessionOperations } from './identity.ts';
import { invitationOperations, preferenceOperations } from './invitations.ts';
import { pinOperations, reactionOperations } from './marks.ts';
import { messageOperations } from './messages.ts';
import { directoryOperations, operatorOperations, setupOperations } from './platform.ts';
import { platformLogOperations } from './platform-log.ts';
import { explainOperations, policyOperations } from './policies.ts';
import { roleOperations } from './roles.ts';
import { searchOperations } from './search.ts';
import { tokenOperations } from './tokens.ts';

export const operations = {
  ...tenantOperations,
  ...sessionOperations,
  ...principalOperations,
  ...roleOperations,
  ...groupOperations,
  ...policyOperations,
  ...credentialOperations,
  ...tokenOperations,
  ...clientOperations,
  ...grantOperations,
  ...accessOperations,
  ...emergencyOperations,
  ...domainOperations,
  ...breakGlassOperations,
  ...channelOperations,
  ...messageOperations,
  ...reactionOperations,
  ...pinOperations,
  ...searchOperations,
  ...invitationOperations,
  ...preferenceOperations,
  ...syncOperations,
  ...importOperations,
  ...auditOperations,
  ...auditProofOperations,
  ...auditRetentionOperations,
  ...auditSinkOperations,
  ...explainOperations,
  ...setupOperations,
  ...operatorOperations,
  ...directoryOperations,
  ...platformLogOperations,
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
export const operationNames = Object.keys(operations) as OperationName[];

/** The operation of this name, or undefined. Never reads the prototype chain. */
export function findOperation(name: string): AnyOperation | undefined {
  return Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined;
}
