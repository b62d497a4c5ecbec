/** The part of the platform pipeline inside its transaction, with the same tripwires as a tenant's. */
import { type Uuid, WardroomError } from '@wardroom/contract';
import { type AuditEntry, credentialOf } from '../audit/entry.ts';
import { TripwireError } from '../database/transaction.ts';
import type {
  PlatformImplementation,
  PlatformPrepareContext,
  PlatformPublicContext,
  PlatformRunContext,
} from './implementation.ts';
import { requireOperator } from './operator-identity.ts';
import { issuePlatformPermit, type PlatformPermit } from './permit.ts';
import { type PlatformReadTransaction, PlatformWriteTransaction } from './platform-database.ts';
import type { PlatformKernel, PlatformProgress } from './platform-kernel.ts';

export interface PlatformRunParts {
  readonly kernel: PlatformKernel;
  readonly progress: PlatformProgress;
  readonly implementation: PlatformImplementation;
  readonly context: PlatformPrepareContext;
  readonly input: unknown;
  readonly prepared: unknown;
}

export function runPlatform(parts: PlatformRunParts): Promise<unknown> {
  const { kernel, implementation, context } = parts;
  if (implementation.kind === 'query') return kernel.database.read((tx) => runAuthorised(parts, tx));
  return kernel.database.write(context.keys, async (tx) => {
    const result =
      implementation.kind === 'public' ? await runPublic(parts, tx) : await runAuthorised(parts, tx);
    requireRecord(tx, implementation);
    return result;
  });
}

async function runAuthorised(parts: PlatformRunParts, tx: PlatformReadTransaction): Promise<unknown> {
  const { implementation, context, progress } = parts;
  const { operation } = implementation;
  const operator = progress.identity;
  if (!operator) throw new WardroomError('unauthenticated');
  await requireOperator(tx, operator, context.at);
  let decisions = 0;
  const run: PlatformRunContext = {
    ...context,
    operator,
    authorise: () => {
      if (operation.permission !== 'operator' || operation.scope !== 'platform')
        throw new WardroomError('forbidden');
      decisions += 1;
      return permitOf(parts, tx);
    },
    record: (resourceId, details) =>
      record(parts, tx, { actorId: operator.operatorId, resourceId, ...details }),
  };
  const result = await implementation.run(
    tx as never,
    run as never,
    parts.input as never,
    parts.prepared as never,
  );
  if (decisions === 0) throw new TripwireError(`${operation.name} ended without a decision`);
  return result;
}

function runPublic(parts: PlatformRunParts, tx: PlatformWriteTransaction): Promise<unknown> {
  const { implementation, context, progress } = parts;
  const run: PlatformPublicContext = {
    ...context,
    permit: () => {
      if (implementation.operation.effect === 'query')
        throw new TripwireError(`${implementation.operation.name} is a query and asks for a permit`);
      return permitOf(parts, tx);
    },
    record: (operatorId, resourceId, details) =>
      record(parts, tx, { actorId: operatorId, resourceId, ...details }),
    setSession: (secret) => {
      progress.sessionSecret = secret;
    },
  };
  return implementation.run(tx as never, run as never, parts.input as never, parts.prepared as never);
}

const permitOf = ({ implementation }: PlatformRunParts, transaction: object): PlatformPermit =>
  issuePlatformPermit({ transaction, operation: implementation.operation.name });

type Recorded = { readonly actorId: Uuid; readonly resourceId: Uuid | null } & Partial<AuditEntry>;

/** The entry that the operation declares, for this call. */
function record(
  { progress, implementation }: PlatformRunParts,
  tx: PlatformReadTransaction,
  given: Recorded,
): void {
  const { audit, name, resource } = implementation.operation;
  if (!(tx instanceof PlatformWriteTransaction)) throw new TripwireError(`${name} records inside a read`);
  if (typeof audit !== 'string')
    throw new TripwireError(`${name} records although it declares no audit type`);
  tx.record({
    type: audit,
    outcome: 'success',
    actorType: 'operator',
    action: name,
    resourceKind: resource,
    ...credentialOf(progress.identity),
    address: progress.call.address,
    requestId: progress.call.requestId,
    ...given,
  });
}

function requireRecord(tx: PlatformWriteTransaction, { operation }: PlatformImplementation): void {
  if (tx.wrote && (typeof operation.audit !== 'string' || tx.recordedTypes.length === 0))
    throw new TripwireError(`${operation.name} wrote without a record`);
}
