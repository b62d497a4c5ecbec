/**
 * How a module implements an operation. `prepare` runs before the transaction (keys, password hashes), `run` inside
 * it, `present` after it (decryption). The table of implementations must match the operation table exactly, or the
 * server does not start.
 */
import {
  type AnyOperation,
  type InputOf,
  type OperationName,
  type Operations,
  type OutputOf,
  operations,
  type Permission,
  type Uuid,
} from '@wardroom/contract';
import type { AuditEntry } from './audit/entry.ts';
import type { ResourceFacts } from './authorise.ts';
import type { Authority } from './authority/authority.ts';
import type { Identity } from './call.ts';
import type { ReadTransaction, WriteTransaction } from './database/transaction.ts';
import type { ScopeKeys } from './keyring/index.ts';
import type { Permit } from './permit.ts';
import type { Tenant } from './tenant.ts';

/** What `prepare` may know: who is calling is claimed, not yet proved. */
export interface PrepareContext {
  readonly at: number;
  readonly tenant: Tenant;
  readonly keys: ScopeKeys;
  readonly newId: () => Uuid;
  /** Whose credential came with the call; null where none is asked for. Claimed: `run` has the proof. */
  readonly identity: Identity | null;
  readonly address: string;
}

/** What `run` may know and do besides its transaction. */
export interface RunContext extends PrepareContext {
  readonly requestId: Uuid;
  readonly authority: Authority;
  readonly device: string;
  /** Whether a request for access of this name began in the browser that makes this call. */
  readonly startedHere: (authorizationId: string) => boolean;
  /** Decides on a found resource (null: nothing was found) and gives the permit, or throws. */
  authorise(permission: Permission, resource: ResourceFacts | null): Permit;
  /** The same decision without a permit and without a refusal: for what is left out of a list. */
  permits(permission: Permission, resource: ResourceFacts): boolean;
  /** Whether a policy decides about it, so that rows of a list may differ in it. */
  isUnderPolicy(permission: Permission): boolean;
  /** Whether policies hide it from the caller, whatever roles show: for lists that show more than `permits` would. */
  isHidden(resource: ResourceFacts): boolean;
  /** Records the operation's declared audit entry; `metadata` never holds text of messages or secrets. */
  record(
    resourceId: Uuid | null,
    details?: Partial<Pick<AuditEntry, 'subjectId' | 'metadata' | 'type' | 'outcome' | 'resourceKind'>>,
  ): void;
}

/** For operations without a caller: signing in. They name the principal themselves once they know it. */
export interface PublicRunContext
  extends Omit<RunContext, 'authority' | 'authorise' | 'permits' | 'isUnderPolicy' | 'isHidden' | 'record'> {
  /** The permit of an operation whose credential is its input. */
  permitFor(principalId: Uuid): Permit;
  record(principalId: Uuid, details?: Partial<Pick<AuditEntry, 'metadata'>>): void;
  /** A session secret for the edge to hand out; never part of the output. */
  setSession(secret: string): void;
}

interface Parts<O extends AnyOperation, Prepared, Result, Tx, Context> {
  readonly operation: O;
  prepare?(context: PrepareContext, input: InputOf<O>): Promise<Prepared>;
  run(tx: Tx, context: Context, input: InputOf<O>, prepared: Prepared): Promise<Result>;
  present(context: PrepareContext & { readonly authority?: Authority }, result: Result): Promise<OutputOf<O>>;
}

/** One of a batch before it is known what its credential is worth: enough to ask for facts, not to decide. */
export interface AskedItem<O extends AnyOperation, Prepared> {
  readonly principalId: Uuid;
  readonly input: InputOf<O>;
  readonly prepared: Prepared;
}

export interface BatchItem<O extends AnyOperation, Prepared> {
  readonly context: RunContext;
  readonly input: InputOf<O>;
  readonly prepared: Prepared;
  /** Where it stands among those that `readFacts` was asked for. */
  readonly position: number;
}

/** Settles each item by itself: one refused item never fails its neighbours. */
export type BatchResult<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: unknown };

export interface BatchedParts<O extends AnyOperation, Prepared, Result, Facts> {
  readonly operation: O;
  prepare(context: PrepareContext, input: InputOf<O>): Promise<Prepared>;
  /** Travels with the question for authority, so that a batch waits once for both. Whoever turns out to have none is left out of `runBatch`. */
  readFacts(tx: ReadTransaction, items: readonly AskedItem<O, Prepared>[]): Promise<Facts>;
  runBatch(
    tx: WriteTransaction,
    items: readonly BatchItem<O, Prepared>[],
    facts: Facts,
  ): Promise<BatchResult<Result>[]>;
  present(context: PrepareContext, result: Result): Promise<OutputOf<O>>;
}

/** Type-erased form that the pipeline runs. */
export interface Implementation {
  readonly kind: 'query' | 'command' | 'batched' | 'public';
  readonly operation: AnyOperation;
  readonly prepare?: (context: PrepareContext, input: never) => Promise<unknown>;
  readonly run?: (tx: never, context: never, input: never, prepared: never) => Promise<unknown>;
  readonly readFacts?: (tx: ReadTransaction, items: never) => Promise<unknown>;
  readonly runBatch?: (tx: WriteTransaction, items: never, facts: never) => Promise<BatchResult<unknown>[]>;
  readonly present: (
    context: PrepareContext & { readonly authority?: Authority },
    result: never,
  ) => Promise<unknown>;
}

export const implementQuery = <N extends OperationName, P, R>(
  name: N,
  parts: Omit<Parts<Operations[N], P, R, ReadTransaction, RunContext>, 'operation'>,
): Implementation => ({ kind: 'query', operation: operations[name], ...parts });

export const implementCommand = <N extends OperationName, P, R>(
  name: N,
  parts: Omit<Parts<Operations[N], P, R, WriteTransaction, RunContext>, 'operation'>,
): Implementation => ({ kind: 'command', operation: operations[name], ...parts });

export const implementBatched = <N extends OperationName, P, R, F>(
  name: N,
  parts: Omit<BatchedParts<Operations[N], P, R, F>, 'operation'>,
): Implementation => ({ kind: 'batched', operation: operations[name], ...parts });

export const implementPublic = <N extends OperationName, P, R>(
  name: N,
  parts: Omit<Parts<Operations[N], P, R, WriteTransaction, PublicRunContext>, 'operation'>,
): Implementation => ({ kind: 'public', operation: operations[name], ...parts });
