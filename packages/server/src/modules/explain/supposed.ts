/** The call that is imagined: what is not said about it is as it is with whoever asks. */
import {
  type AnyOperation,
  type InputOf,
  type Operations,
  operationNames,
  operations,
  type Permission,
  type Scope,
  scopeNames,
} from '@wardroom/contract';
import type { AttributeContext } from '@wardroom/policy/attributes';
import type { Supposed } from '../../kernel/explain.ts';
import type { RunContext } from '../../kernel/implementation.ts';

export type Question = InputOf<Operations['decisions.explain']>;

const all: readonly AnyOperation[] = operationNames.map((name) => operations[name]);

/** Operations that ask for a permission before anything is read. */
export const operationsAsking = (permission: Permission): readonly AnyOperation[] =>
  all.filter((operation) => operation.permission === permission);

/** A scope is asked for by operations; null: nothing asks for one. */
export function neededScopes(permission: Permission, operation: string | undefined): readonly Scope[] | null {
  const asking = operationsAsking(permission);
  const named = asking.filter(({ name }) => name === operation);
  const scopes = (named.length > 0 ? named : asking).map(({ scope }) => scope);
  const needed = scopes.filter((scope): scope is Scope => (scopeNames as readonly unknown[]).includes(scope));
  return needed.length === 0 ? null : [...new Set(needed)];
}

export function supposedOf(
  { authority, address, device, at }: Pick<RunContext, 'authority' | 'address' | 'device' | 'at'>,
  { permission, context = {}, ...question }: Pick<Question, 'permission' | 'context' | 'scopes'>,
): Supposed {
  const { address: from, at: when, operation, scopes: held, delegationDepth, ...rest } = context;
  const scopes = question.scopes ?? held;
  return {
    ...{ address: from ?? address, device, at: when ?? at },
    operation: operation ?? operationsAsking(permission)[0]?.name ?? '',
    scopes: scopes === undefined ? 'all' : new Set(scopeNames.filter((scope) => scopes.includes(scope))),
    ...{ method: authority.method, authenticatedAt: authority.authenticatedAt },
    context: {
      ...(rest as Partial<AttributeContext>),
      ...(delegationDepth === undefined ? {} : { delegationDepth, delegated: delegationDepth > 0 }),
    },
  };
}
