/** The table of implementations. It must match the operation table of the contract exactly, or nothing starts. */
import {
  auditTypes,
  findOperation,
  operationNames,
  operations,
  permissions,
  placeFault,
  scopes,
} from '@wardroom/contract';
import type { Implementation } from './implementation.ts';

export type OperationTable = ReadonlyMap<string, Implementation>;

/** Throws, naming every gap, when a tenant operation has no implementation, two, or one of the wrong kind. */
export function buildOperationTable(implementations: readonly Implementation[]): OperationTable {
  const table = new Map<string, Implementation>();
  const faults: string[] = [];
  for (const implementation of implementations) {
    const { name } = implementation.operation;
    if (table.has(name)) faults.push(`${name} is implemented twice`);
    if (findOperation(name) !== implementation.operation) faults.push(`${name} is not in the contract`);
    if ((implementation.kind === 'query') !== (implementation.operation.effect === 'query'))
      faults.push(`${name} is implemented as ${implementation.kind}`);
    table.set(name, implementation);
  }
  for (const name of operationNames) {
    const operation = operations[name];
    if (operation.realm === 'tenant' && !table.has(name)) faults.push(`${name} has no implementation`);
    faults.push(...declarationFaults(name));
  }
  if (faults.length > 0) throw new Error(`the operation table is incomplete: ${faults.join('; ')}`);
  return table;
}

function declarationFaults(name: keyof typeof operations): string[] {
  const { permission, scope, audit, name: declared } = operations[name];
  const faults: string[] = [];
  if (declared !== name) faults.push(`${name} calls itself ${declared}`);
  if (typeof permission === 'string' && permission !== 'operator' && !Object.hasOwn(permissions, permission))
    faults.push(`${name} names an unknown permission`);
  if (typeof scope === 'string' && scope !== 'platform' && !Object.hasOwn(scopes, scope))
    faults.push(`${name} names an unknown scope`);
  if (typeof audit === 'string' && !Object.hasOwn(auditTypes, audit))
    faults.push(`${name} names an unknown audit type`);
  const misplaced = placeFault(operations[name]);
  if (misplaced !== null) faults.push(misplaced);
  return faults;
}
