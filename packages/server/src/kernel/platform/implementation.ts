/** How a module implements an operation of the platform realm. */
import {
  type AnyOperation,
  type InputOf,
  type OperationName,
  type Operations,
  type OutputOf,
  operations,
  type Uuid,
} from '@wardroom/contract';
import type { AuditEntry } from '../audit/entry.ts';
import type { ScopeKeys } from '../keyring/index.ts';
import type { OperatorIdentity } from './operator-identity.ts';
import type { PlatformPermit } from './permit.ts';
import type { PlatformReadTransaction, PlatformWriteTransaction } from './platform-database.ts';

export type PlatformOperationName = Extract<
  OperationName,
  | `setup.${string}`
  | `operators.${string}`
  | `directory.${string}`
  | 'breakGlass.open'
  | 'breakGlass.list'
  | 'breakGlass.close'
>;

export interface PlatformPrepareContext {
  readonly at: number;
  /** Of the platform scope. */
  readonly keys: ScopeKeys;
  readonly newId: () => Uuid;
  readonly requestId: Uuid;
  readonly address: string;
}

type Details = Partial<Pick<AuditEntry, 'subjectId' | 'metadata' | 'type'>>;

export interface PlatformRunContext extends PlatformPrepareContext {
  readonly operator: OperatorIdentity;
  /** Decides, and gives the permit. Every operator may do everything of this realm; that it was asked is what counts. */
  authorise(): PlatformPermit;
  record(resourceId: Uuid | null, details?: Details): void;
}

/** For operations without a caller: setup and signing in. */
export interface PlatformPublicContext extends PlatformPrepareContext {
  /** The permit of an operation whose credential is its input. */
  permit(): PlatformPermit;
  record(operatorId: Uuid, resourceId: Uuid | null, details?: Details): void;
  /** A session secret for the edge to hand out; never part of the output. */
  setSession(secret: string): void;
}

export interface PlatformParts<I, O, Prepared, Result, Tx, Context> {
  prepare?(context: PlatformPrepareContext, input: I): Promise<Prepared>;
  run(tx: Tx, context: Context, input: I, prepared: Prepared): Promise<Result>;
  /** After commit: what is left to do in a tenant. Must be repeatable from any point of a crash. */
  complete?(context: PlatformPrepareContext, result: Result, input: I, prepared: Prepared): Promise<Result>;
  present(context: PlatformPrepareContext, result: Result): Promise<O>;
}

/** Type-erased form that the pipeline runs. */
export interface PlatformImplementation {
  readonly kind: 'query' | 'command' | 'public';
  readonly operation: AnyOperation;
  readonly prepare?: (context: PlatformPrepareContext, input: never) => Promise<unknown>;
  readonly run: (tx: never, context: never, input: never, prepared: never) => Promise<unknown>;
  readonly complete?: (
    context: PlatformPrepareContext,
    result: never,
    input: never,
    prepared: never,
  ) => Promise<unknown>;
  readonly present: (context: PlatformPrepareContext, result: never) => Promise<unknown>;
}

type In<N extends PlatformOperationName> = InputOf<Operations[N]>;
type Out<N extends PlatformOperationName> = OutputOf<Operations[N]>;

export const implementPlatformQuery = <N extends PlatformOperationName, P, R>(
  name: N,
  parts: PlatformParts<In<N>, Out<N>, P, R, PlatformReadTransaction, PlatformRunContext>,
): PlatformImplementation => ({ kind: 'query', operation: operations[name], ...parts });

export const implementPlatformCommand = <N extends PlatformOperationName, P, R>(
  name: N,
  parts: PlatformParts<In<N>, Out<N>, P, R, PlatformWriteTransaction, PlatformRunContext>,
): PlatformImplementation => ({ kind: 'command', operation: operations[name], ...parts });

/** Commands get a write transaction; a public query must not use it to write, and cannot without a permit. */
export const implementPlatformPublic = <N extends PlatformOperationName, P, R>(
  name: N,
  parts: PlatformParts<In<N>, Out<N>, P, R, PlatformWriteTransaction, PlatformPublicContext>,
): PlatformImplementation => ({ kind: 'public', operation: operations[name], ...parts });

export type PlatformTable = ReadonlyMap<string, PlatformImplementation>;

/** Throws, naming every gap, when an operation of this realm has no implementation, two, or one of the wrong kind. */
export function buildPlatformTable(implementations: readonly PlatformImplementation[]): PlatformTable {
  const table = new Map<string, PlatformImplementation>();
  const faults: string[] = [];
  for (const implementation of implementations) {
    const { kind, operation } = implementation;
    if (table.has(operation.name)) faults.push(`${operation.name} is implemented twice`);
    if (operation.realm !== 'platform') faults.push(`${operation.name} is not of the platform`);
    if ((typeof operation.permission === 'string') === (kind === 'public'))
      faults.push(`${operation.name} is implemented as ${kind}`);
    if (kind !== 'public' && kind !== operation.effect)
      faults.push(`${operation.name} is implemented as ${kind}`);
    table.set(operation.name, implementation);
  }
  for (const operation of Object.values(operations)) {
    if (operation.realm === 'platform' && !table.has(operation.name))
      faults.push(`${operation.name} has no implementation`);
  }
  if (faults.length > 0) throw new Error(`the platform table is incomplete: ${faults.join('; ')}`);
  return table;
}
