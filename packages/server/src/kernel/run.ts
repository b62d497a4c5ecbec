/**
 * The part of the pipeline inside and after the transaction, one function per kind of implementation, and the
 * tripwires: an operation that ends without a decision, or writes without a record, is a bug and rolls back.
 */
import { type AuditType, type None, type Permission, type Uuid, WardroomError } from '@wardroom/contract';
import { type AuditEntry, credentialOf } from './audit/entry.ts';
import { type Answer, answerTo, authorise, isHidden, type ResourceFacts } from './authorise.ts';
import { type Authority, readAuthorities, requireAuthority } from './authority/authority.ts';
import type { Identity } from './call.ts';
import { requireCeilings } from './ceilings.ts';
import { type ReadTransaction, TripwireError, WriteTransaction } from './database/transaction.ts';
import type {
  BatchItem,
  BatchResult,
  Implementation,
  PrepareContext,
  PublicRunContext,
  RunContext,
} from './implementation.ts';
import { issuePermit } from './permit.ts';
import type { Kernel, Progress } from './pipeline.ts';
import { type PolicyGate, policyGate } from './policies/index.ts';
import { spend } from './tokens/spend.ts';

export interface RunParts {
  readonly kernel: Kernel;
  readonly progress: Progress;
  readonly implementation: Implementation;
  readonly context: PrepareContext;
  readonly input: unknown;
  readonly prepared: unknown;
}

export async function runQuery(parts: RunParts, identity: Identity): Promise<unknown> {
  const { kernel, implementation, context } = parts;
  const work = async (tx: ReadTransaction) => {
    const found = await runOne(parts, tx, identity);
    // What works once is used up together with what it was used for, also by reading.
    if (tx instanceof WriteTransaction) await spend(tx, found.authority, context.at);
    return found;
  };
  const worksOnce = identity.kind === 'token' && identity.token.once;
  const result = worksOnce
    ? await kernel.lanes.run(context.tenant.id, context.keys, work)
    : await kernel.database.read(context.tenant.id, work);
  // An audited read is recorded before its answer leaves.
  if (typeof implementation.operation.audit === 'string') await recordRead(parts, result.authority);
  return implementation.present({ ...context, authority: result.authority }, result.answer as never);
}

export async function runCommand(parts: RunParts, identity: Identity): Promise<unknown> {
  const { kernel, implementation, context } = parts;
  const result = await kernel.lanes.run(context.tenant.id, context.keys, async (tx) => {
    const found = await runOne(parts, tx, identity);
    requireRecord(tx, implementation);
    await spend(tx, found.authority, context.at);
    return found;
  });
  return implementation.present({ ...context, authority: result.authority }, result.answer as never);
}

/** One call in its own transaction: authority first, then the use case, which must have decided. */
async function runOne(
  parts: RunParts,
  tx: ReadTransaction,
  identity: Identity,
): Promise<{ answer: unknown; authority: Authority }> {
  const { implementation, context, progress, input } = parts;
  const { operation } = implementation;
  const caller = { identity, address: context.address };
  const authority = await requireAuthority(tx, caller, context.at);
  progress.authority = authority;
  requireCeilings(authority, { operation, input }, context.at);
  const gate = await gateOf(parts, tx, authority);
  const { run, decided } = decisionsOf(parts, tx, authority, gate);
  const answer = await implementation.run?.(
    tx as never,
    run as never,
    input as never,
    parts.prepared as never,
  );
  if (!decided()) throw new TripwireError(`${operation.name} ended without a decision`);
  return { answer, authority };
}

export async function runPublic(parts: RunParts): Promise<unknown> {
  const { kernel, progress, implementation, context } = parts;
  const result = await kernel.lanes.run(context.tenant.id, context.keys, async (tx) => {
    const run: PublicRunContext = {
      ...context,
      requestId: progress.call.requestId,
      device: progress.call.device,
      startedHere: startedHere(progress),
      permitFor: (principalId) =>
        issuePermit({
          transaction: tx,
          tenantId: tx.tenantId,
          operation: implementation.operation.name,
          permission: 'public',
          resourceId: principalId,
        }),
      record: (principalId, details) =>
        tx.record({
          ...baseEntry(parts, null, principalId),
          ...details,
          actorId: principalId,
          actorType: 'person',
        }),
      setSession: (secret) => {
        progress.sessionSecret = secret;
      },
    };
    const answer = await implementation.run?.(
      tx as never,
      run as never,
      parts.input as never,
      parts.prepared as never,
    );
    requireRecord(tx, implementation);
    return answer;
  });
  return implementation.present(context, result as never);
}

/** One item of a lane batch. Authority and facts are read for the whole batch at once, under the lock. */
interface Submitted {
  readonly parts: RunParts;
  readonly identity: Identity;
}

export async function runBatched(parts: RunParts, identity: Identity): Promise<unknown> {
  const { kernel, implementation, context } = parts;
  const runner = runnerOf(implementation);
  const result = await kernel.lanes.submit(context.tenant.id, context.keys, runner, { parts, identity });
  return implementation.present(context, result as never);
}

type Runner = (tx: WriteTransaction, items: readonly Submitted[]) => Promise<BatchResult<unknown>[]>;
const runners = new WeakMap<Implementation, Runner>();

/** The same function for the same implementation, since lanes batch by identity of the runner. */
function runnerOf(implementation: Implementation): Runner {
  const known = runners.get(implementation);
  if (known) return known;
  const runner: Runner = (tx, items) => runItems(tx, implementation, items);
  runners.set(implementation, runner);
  return runner;
}

async function runItems(
  tx: WriteTransaction,
  implementation: Implementation,
  items: readonly Submitted[],
): Promise<BatchResult<unknown>[]> {
  const at = Math.max(...items.map(({ parts }) => parts.context.at));
  const callers = items.map(({ identity, parts }) => ({ identity, address: parts.context.address }));
  const asked = items.map(({ identity: { principalId }, parts: { input, prepared } }) => ({
    ...{ principalId, input, prepared },
  }));
  const [authorities, facts] = await Promise.all([
    readAuthorities(tx, callers, at),
    implementation.readFacts?.(tx, asked as never),
  ]);
  const results: (BatchResult<unknown> | null)[] = [];
  const admitted: { index: number; item: BatchItem<never, unknown>; decided: () => boolean }[] = [];
  for (const [index, { parts }] of items.entries()) {
    try {
      const authority = authorities[index];
      if (!authority) throw new WardroomError('unauthenticated');
      parts.progress.authority = authority;
      requireCeilings(authority, { operation: implementation.operation, input: parts.input }, at);
      const gate = await gateOf(parts, tx, authority);
      const { run, decided } = decisionsOf(parts, tx, authority, gate);
      results.push(null);
      admitted.push({
        index,
        decided,
        item: { context: run, input: parts.input as never, prepared: parts.prepared, position: index },
      });
    } catch (error) {
      results.push({ ok: false, error });
    }
  }
  if (admitted.length > 0) {
    const admittedItems = admitted.map(({ item }) => item);
    const answers = (await implementation.runBatch?.(tx, admittedItems as never, facts as never)) ?? [];
    admitted.forEach(({ index, decided }, position) => {
      const answer = answers[position];
      if (!answer || (answer.ok && !decided()))
        throw new TripwireError(`${implementation.operation.name} ended without a decision`);
      results[index] = answer;
    });
    requireRecord(tx, implementation);
    // Twice in one batch fails all of it; singly, the first one wins (lanes).
    for (const { index, item } of admitted)
      if (results[index]?.ok) await spend(tx, item.context.authority, at);
  }
  return results as BatchResult<unknown>[];
}

const startedHere =
  ({ call }: Progress) =>
  (authorizationId: string) =>
    call.startedHere?.includes(authorizationId) ?? false;

/** The run context with its decisions counted. */
function decisionsOf(
  parts: RunParts,
  tx: ReadTransaction,
  authority: Authority,
  gate: PolicyGate,
): { run: RunContext; decided: () => boolean } {
  const { progress, implementation, context } = parts;
  let decisions = 0;
  const run: RunContext = {
    ...context,
    requestId: progress.call.requestId,
    authority,
    device: progress.call.device,
    startedHere: startedHere(progress),
    authorise: (permission, resource) => {
      decisions += 1;
      const answer = answerTo(tx, authority, gate, permission, resource);
      noteDecision(parts, gate, { viewerId: authority.principalId, permission, resource, answer });
      return authorise(tx, implementation.operation.name, permission, resource, answer);
    },
    permits: (permission, resource) => answerTo(tx, authority, gate, permission, resource).allowed,
    isUnderPolicy: (permission) => gate.mentions(permission),
    isHidden: (resource) => isHidden(authority, gate, resource),
    record: (resourceId, details) => {
      if (!(tx instanceof WriteTransaction))
        throw new TripwireError(`${implementation.operation.name} records inside a read`);
      tx.record({ ...baseEntry(parts, authority, resourceId), ...details });
    },
  };
  return { run, decided: () => decisions > 0 };
}

/** The policies for this caller. Queries that they need are made here, before anything is decided. */
function gateOf(parts: RunParts, tx: ReadTransaction, authority: Authority): Promise<PolicyGate> {
  const { kernel, progress, context, implementation } = parts;
  const { address, device } = progress.call;
  const onTripped = () => {
    const entry = baseEntry(parts, null, null, 'policy.tripped');
    const about = { actorType: 'system', outcome: 'failure', resourceKind: 'Policy' } as const;
    // The call that met it is refused anyway, and on record by itself.
    kernel.auditLane.record(tx.tenantId, { ...entry, ...about }).catch(() => {});
  };
  return policyGate(tx, { shelf: kernel.policyShelf, breaker: kernel.policyBreaker, onTripped }, authority, {
    ...{ address, device, at: context.at, operation: implementation.operation.name },
  });
}

interface Asked {
  readonly viewerId: Uuid;
  readonly permission: Permission;
  readonly resource: ResourceFacts | null;
  readonly answer: Answer;
}

/** For the log of decisions, which is written when the call has been answered. */
function noteDecision(
  { progress, implementation }: RunParts,
  gate: PolicyGate,
  { viewerId, permission, resource, answer }: Asked,
): void {
  const { policies } = gate;
  const { allowed, byRole, verdict } = answer;
  const evaluated = verdict?.evaluated ?? null;
  progress.samplePerMille = policies.samplePerMille;
  progress.decided ??= [];
  progress.decided.push({
    principalId: viewerId,
    operation: implementation.operation.name,
    permission,
    resourceKind: resource?.facts.kind ?? implementation.operation.resource,
    resourceId: resource?.id ?? null,
    allowed,
    byPolicy: byRole && !allowed,
    version: policies.active?.version ?? null,
    evaluated:
      evaluated === null || policies.evaluated === null
        ? null
        : { version: policies.evaluated.version, allowed: evaluated },
    request: () => ({
      ...{ principal: gate.principal(), context: gate.context(), determining: verdict?.determining ?? [] },
      resource: resource === null ? null : attributesOrNull(gate, resource),
    }),
  });
}

/** What policies do not mention needs no attributes, and is logged without. */
function attributesOrNull(gate: PolicyGate, resource: ResourceFacts) {
  try {
    return gate.resource(resource);
  } catch {
    return null;
  }
}

/** The entry that the operation declares, for this call. */
export function baseEntry(
  parts: Pick<RunParts, 'progress' | 'implementation'>,
  authority: Authority | null,
  resourceId: Uuid | null,
  type: AuditType | None = parts.implementation.operation.audit,
): AuditEntry {
  const { call, identity } = parts.progress;
  const { name, resource } = parts.implementation.operation;
  if (typeof type !== 'string') throw new TripwireError(`${name} records although it declares no audit type`);
  return {
    type,
    outcome: 'success',
    actorType: authority?.actorType ?? 'anonymous',
    actorId: authority?.principalId ?? null,
    action: name,
    resourceKind: resource,
    resourceId,
    ...credentialOf(identity),
    address: call.address,
    requestId: call.requestId,
  };
}

function requireRecord(tx: WriteTransaction, { operation }: Implementation): void {
  if (tx.wrote && typeof operation.audit === 'string' && tx.recordedTypes.length === 0) {
    throw new TripwireError(`${operation.name} wrote without a record`);
  }
}

async function recordRead(parts: RunParts, authority: Authority): Promise<void> {
  const { kernel, context, implementation } = parts;
  const entry = baseEntry(parts, authority, null);
  const everyMs = implementation.operation.auditEveryMs;
  if (everyMs === undefined) await kernel.auditLane.record(context.tenant.id, entry);
  else await kernel.auditLane.recordOnce(context.tenant.id, entry, { at: context.at, everyMs });
}
