/** The catalogue of scopes, from the operation table: what a credential that carries one may ask for, if its owner may. */
import { type Scope, scopeNames, scopes } from '@wardroom/contract';
import { columns } from './columns.ts';
import { sorted } from './operations.ts';

const operationsOf = (scope: Scope): string[] =>
  sorted.filter((operation) => operation.scope === scope).map(({ name }) => name);

export function scopesGolden(): string {
  const rows = [...scopeNames]
    .sort()
    .flatMap((scope) =>
      operationsOf(scope).map((name, index) => [
        index === 0 ? scope : '',
        name,
        index === 0 ? scopes[scope] : '',
      ]),
    );
  return columns([['scope', 'operation', 'in words'], ...rows]);
}

/** Scopes that no operation asks for: they would promise something that nothing keeps. */
export const idleScopes = (): readonly Scope[] =>
  scopeNames.filter((scope) => operationsOf(scope).length === 0);
