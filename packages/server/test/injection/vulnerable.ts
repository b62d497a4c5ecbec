/**
 * A query with the mistake that the product must not make: text from outside becomes SQL. It runs where a real one
 * would, in a tenant transaction of wardroom_app under a signed context. It exists for the table of docs/injected-sql.md.
 */
import assert from 'node:assert/strict';
import { createPool } from '../../src/kernel/database/connections.ts';
import { createContextSigner } from '../../src/kernel/database/context-signature.ts';
import { TenantDatabase } from '../../src/kernel/database/tenant-database.ts';
import type { WriteTransaction } from '../../src/kernel/database/transaction.ts';
import { testCluster } from '../../src/testing/cluster.ts';
import { openTwoTenants, type TwoTenants } from '../isolation/database.ts';

export type Cells = readonly unknown[];

export interface Vulnerable extends TwoTenants {
  /** The attacker ends a string literal and adds an expression: its values, as text. */
  expression(sql: string, tenantId?: string): Promise<string[]>;
  /** The attacker writes whole statements, one after another in one transaction, which is undone. Rows of the last. */
  statements(...sql: string[]): Promise<Record<string, unknown>[]>;
  /** The same on one connection that later transactions share, and committed. */
  commit(tenantId: string, ...sql: string[]): Promise<Record<string, unknown>[]>;
  /** Both ways are refused with this SQLSTATE. */
  refused(code: string, sql: string): Promise<void>;
}

/** One row of the table: what it answers, and the proof. */
export interface Proof {
  readonly answer: 'can' | 'cannot';
  readonly run: (v: Vulnerable) => Promise<void>;
}
export const can = (run: Proof['run']): Proof => ({ answer: 'can', run });
export const cannot = (run: Proof['run']): Proof => ({ answer: 'cannot', run });

class Undo extends Error {}

export async function openVulnerable(): Promise<Vulnerable> {
  const two = await openTwoTenants();
  const { socketDirectory, port, secrets } = testCluster();
  const pool = createPool(
    {
      host: socketDirectory,
      port,
      database: two.name,
      user: 'wardroom_app',
      password: secrets.passwords.wardroom_app,
      max: 1,
      applicationName: 'vulnerable',
    },
    () => {},
  );
  const clock = { now: () => Date.now() };
  const database = new TenantDatabase({
    readPool: pool,
    writePool: pool,
    signer: createContextSigner(Buffer.from(secrets.contextKey, 'base64url'), clock),
    clock: clock as never,
    ids: {} as never,
    onCommitted: () => {},
  });
  let count = 0;
  const run = async (tenantId: string, commit: boolean, texts: readonly string[]) => {
    let rows: Record<string, unknown>[] = [];
    const work = async (tx: WriteTransaction) => {
      for (const text of texts) {
        count += 1;
        rows = await tx.query<Record<string, unknown>>(
          { effect: 'query', name: `injected.${count}`, text },
          [],
        );
      }
      if (!commit) throw new Undo();
    };
    await database.write(tenantId as never, {} as never, work).catch((error: unknown) => {
      if (!(error instanceof Undo)) throw error;
    });
    return rows;
  };
  const vulnerable = (name: string) =>
    `select message_id::text as found from tenant.messages where client_key = '${name}'`;
  const expression = async (sql: string, tenantId: string = two.acme.tenant) => {
    const rows = await run(tenantId, false, [vulnerable(`' union all select (${sql})::text --`)]);
    return rows.map((row) => String(row['found']));
  };
  const statements = (...sql: string[]) => run(two.acme.tenant, false, sql);
  return {
    ...two,
    expression,
    statements,
    commit: (tenantId, ...sql) => run(tenantId, true, sql),
    refused: async (code, sql) => assert.equal(await codeOf(statements(sql)), code, sql),
    close: async () => {
      await pool.end();
      await two.close();
    },
  };
}

/** SQLSTATE with which a promise fails; `none` when it does not. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'none',
    (error: unknown) => {
      const cause = error instanceof Error && error.name === 'WardroomError' ? error.cause : error;
      return String(Reflect.get(cause as object, 'code'));
    },
  );

export const single = (cells: readonly string[]): string => {
  const [only] = cells;
  assert.equal(cells.length, 1);
  return only ?? '';
};
