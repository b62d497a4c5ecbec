/**
 * SQL as named values. A statement is written once, in a store; its name is the prepared-statement name and the
 * handle by which the query-plan test finds it. A query can run in any transaction, a command only with a permit.
 */
export interface QueryStatement<Row> {
  readonly effect: 'query';
  readonly name: string;
  readonly text: string;
  /** Never set: carries the row type. */
  readonly row?: Row;
}

export interface CommandStatement<Row> {
  readonly effect: 'command';
  readonly name: string;
  readonly text: string;
  readonly row?: Row;
}

const registry = new Map<string, QueryStatement<unknown> | CommandStatement<unknown>>();

function register<S extends QueryStatement<unknown> | CommandStatement<unknown>>(statement: S): S {
  if (registry.has(statement.name)) throw new Error(`two statements are named ${statement.name}`);
  // PostgreSQL cuts longer names, and two cut names would be one.
  if (statement.name.length > 63)
    throw new Error(`statement name is longer than 63 bytes: ${statement.name}`);
  registry.set(statement.name, statement);
  return Object.freeze(statement);
}

export const query = <Row>(name: string, text: string): QueryStatement<Row> =>
  register({ effect: 'query', name, text });
export const command = <Row = never>(name: string, text: string): CommandStatement<Row> =>
  register({ effect: 'command', name, text });

/** Every statement that any loaded store has declared. */
export const allStatements = (): readonly (QueryStatement<unknown> | CommandStatement<unknown>)[] => [
  ...registry.values(),
];
