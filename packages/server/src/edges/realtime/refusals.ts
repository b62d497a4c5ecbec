/**
 * What is refused here before an operation is on record before it is heard, as the contract declares it (`tenantRefusals`,
 * `socketRefusals`), and as over HTTP: in the log of the host’s own tenant, without a word about any other.
 */
import {
  type AuditType,
  type ErrorCode,
  findOperation,
  tenantRefusals,
  type Uuid,
  WardroomError,
} from '@wardroom/contract';
import { type AuditEntry, credentialOf } from '../../kernel/audit/entry.ts';
import type { Identity } from '../../kernel/call.ts';
import type { RefusalReason } from '../../kernel/tokens/index.ts';
import type { Origins } from './origins.ts';
import type { RealtimeOptions } from './settings.ts';

/** What the record calls the opening of a socket, which is no operation of the table. */
export const connecting = 'realtime.connect';

export interface Refused {
  readonly code: ErrorCode;
  /** Absent: as declared for the code. */
  readonly type?: AuditType;
  readonly identity?: Identity | null;
  /** Of a token: precise here, and one answer outside. */
  readonly reason?: RefusalReason | undefined;
}

type Recording = Pick<RealtimeOptions['kernel'], 'auditLane' | 'ids' | 'probing'>;
type From = Pick<Origins, 'tenant' | 'address'>;

/** The opening of a socket, or the whole of it. */
export async function recordRefusal(
  { auditLane, ids, probing }: Recording,
  from: From,
  { code, type, identity = null, reason }: Refused,
): Promise<void> {
  const declared = type ?? tenantRefusals[code];
  if (typeof declared !== 'string') return;
  const entry: AuditEntry = {
    ...blocked(from, identity),
    ...{ type: declared, action: connecting, resourceKind: 'Tenant', requestId: ids.next() },
    metadata: { code, ...(reason === undefined ? {} : { reason }) },
  };
  await auditLane.record(from.tenant.id, entry);
  // The refusals are on record one by one; this one says that they are many.
  if (reason !== undefined && probing.exceeds(from.tenant.id, from.address, reason))
    await auditLane.record(from.tenant.id, { ...entry, type: 'token.claims_probed' });
}

/** A page of another origin. */
export const recordOrigin = (
  { auditLane, ids }: Pick<Recording, 'auditLane' | 'ids'>,
  from: From,
  reason: string,
): Promise<void> =>
  auditLane.record(from.tenant.id, {
    ...blocked(from, null),
    ...{ type: 'request.origin_refused', action: connecting, resourceKind: 'Tenant', requestId: ids.next() },
    metadata: { reason },
  });

/** One call of too many on one connection. Answers what to say: that, or `overloaded` when it cannot be recorded. */
export async function recordCrowding(
  { auditLane }: Pick<Recording, 'auditLane'>,
  from: From & { readonly identity: Identity },
  { operation, requestId }: { readonly operation: string; readonly requestId: Uuid },
): Promise<WardroomError> {
  const known = findOperation(operation);
  try {
    await auditLane.record(from.tenant.id, {
      ...blocked(from, from.identity),
      ...{ type: 'request.limited', action: known?.name ?? 'unknown', requestId },
      resourceKind: known?.resource ?? 'Tenant',
      metadata: { code: 'rate_limited' },
    });
    return new WardroomError('rate_limited');
  } catch (cause) {
    return cause instanceof WardroomError ? cause : new WardroomError('overloaded', { cause });
  }
}

const blocked = (
  { address }: From,
  identity: Identity | null,
): Omit<AuditEntry, 'type' | 'action' | 'resourceKind' | 'requestId' | 'metadata'> => ({
  ...{ outcome: 'blocked', actorType: 'anonymous', actorId: identity?.principalId ?? null },
  ...{ resourceId: null, ...credentialOf(identity ?? undefined), address },
});
