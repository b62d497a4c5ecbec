/**
 * Writes thousands of new tenants: rows travel without waiting for one another, in one transaction. Keys are made and
 * wrapped as the product does, but written in two statements for all, where the product takes a transaction for each of
 * a tenant's twenty-one keys.
 */
import pg from 'pg';
import {
  Keyring,
  type KeyScope,
  type WrappedKeyStore,
} from '../../packages/server/src/kernel/keyring/index.ts';
import type { FixtureTools } from '../../packages/server/src/testing/fixtures.ts';
import type { Harness } from '../../packages/server/src/testing/harness.ts';

export interface TenantWriter extends Pick<FixtureTools, 'admin' | 'keyring'> {
  /** Until then nobody else sees these tenants or can open their keys. */
  commit(): Promise<void>;
}

/** One connection; to be committed once. */
export async function openTenantWriter(harness: Harness): Promise<TenantWriter> {
  const client = new pg.Client({ connectionString: harness.admin.options.connectionString, pipeline: true });
  await client.connect();
  await client.query('begin');
  const names = new Map<string, string>();
  const answers: Promise<unknown>[] = [];
  const query = async (text: string, values: unknown[]): Promise<void> => {
    const name = names.get(text) ?? `bench.${names.size}`;
    names.set(text, name);
    const answer = client.query({ name, text, values });
    answer.catch(() => {});
    answers.push(answer);
    // Not too far ahead of the database.
    if (answers.length % 500 === 0) await answer;
  };
  const keys = createKeyWriter(harness);
  const commit = async () => {
    await keys.write(query);
    await Promise.all(answers);
    await client.query('commit');
    await client.end();
  };
  return { admin: { query }, keyring: keys, commit };
}

function createKeyWriter({ parts }: Harness) {
  const tenants = { id: [] as string[], wrapped: [] as string[] };
  const data = { id: [] as string[], domain: [] as string[], epoch: [] as number[], wrapped: [] as string[] };
  const store: WrappedKeyStore = {
    load: async () => ({ tenantKey: null, dataKeys: [] }),
    insertTenantKey: async (scope, wrapped) => {
      tenants.id.push(tenantOf(scope));
      tenants.wrapped.push(wrapped.toString('hex'));
      return wrapped;
    },
    insertDataKey: async (scope, domain, epoch, wrapped) => {
      data.id.push(tenantOf(scope));
      data.domain.push(domain);
      data.epoch.push(epoch);
      data.wrapped.push(wrapped.toString('hex'));
      return wrapped;
    },
  };
  const { provider, clock, random, keyring } = parts;
  const made = new Keyring({ provider, store, clock, random });
  return {
    open: (scope: KeyScope) => (scope.kind === 'platform' ? keyring : made).open(scope),
    write: async (query: FixtureTools['admin']['query']) => {
      await query(
        `insert into tenant.scope_keys (tenant_id, version, wrapped, created_at)
         select id, 1, decode(wrapped, 'hex'), now() from unnest($1::uuid[], $2::text[]) as k (id, wrapped)`,
        [tenants.id, tenants.wrapped],
      );
      await query(
        `insert into tenant.data_keys (tenant_id, domain, epoch, wrapped, created_at)
         select id, domain, epoch, decode(wrapped, 'hex'), now()
           from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[]) as k (id, domain, epoch, wrapped)`,
        [data.id, data.domain, data.epoch, data.wrapped],
      );
    },
  };
}

function tenantOf(scope: KeyScope): string {
  if (scope.kind === 'platform') throw new Error('the keys of the platform are made already');
  return scope.tenantId;
}
