/** SQL of the queue: who may reach its tables, and the move from the outbox into it. */
import type { Uuid } from '@wardroom/contract';
import { query } from '../../database/statement.ts';
import type { ReadTransaction } from '../../database/transaction.ts';

/**
 * After the queue's own migrations, on every start, because a newer release of it may have made new objects. They belong
 * to wardroom_owner; wardroom_worker gets rows and functions, not structure; nobody else gets anything.
 */
export const confineQueue = `
do $confine$
declare
  target record;
begin
  alter schema graphile_worker owner to wardroom_owner;
  revoke all on schema graphile_worker from public;
  for target in
    select c.oid::regclass as name, c.relkind from pg_catalog.pg_class c
     where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind in ('r', 'p', 'v')
  loop
    execute format('alter table %s owner to wardroom_owner', target.name);
    execute format('revoke all on %s from public', target.name);
    if target.relkind = 'v' then
      execute format('alter view %s set (security_invoker = true)', target.name);
      execute format('grant select on %s to wardroom_worker', target.name);
    else
      execute format('alter table %s enable row level security', target.name);
      execute format('alter table %s force row level security', target.name);
      execute format('drop policy if exists worker_runs_queue on %s', target.name);
      execute format('create policy worker_runs_queue on %s for all to wardroom_worker using (true) with check (true)', target.name);
      execute format('grant select, insert, update, delete on %s to wardroom_worker', target.name);
    end if;
  end loop;
  -- Which revision the queue has is read by the worker, written by the migrating process.
  revoke insert, update, delete on graphile_worker.migrations from wardroom_worker;
  for target in
    select p.oid::regprocedure as name from pg_catalog.pg_proc p
     where p.pronamespace = 'graphile_worker'::regnamespace
  loop
    execute format('alter function %s owner to wardroom_owner', target.name);
    execute format('revoke all on function %s from public', target.name);
    execute format('grant execute on function %s to wardroom_worker', target.name);
  end loop;
  alter type graphile_worker.job_spec owner to wardroom_owner;
  grant usage on schema graphile_worker to wardroom_worker;
end $confine$`;

/**
 * Claims and adds in one statement, so in one transaction: a kill at any point loses nothing and doubles nothing. Two
 * movers at once take the same rows in turn; the second finds them gone.
 */
export const moveJobs = query<{ moved: number }>(
  'jobs.move',
  `with claimed as (
     delete from tenant.job_outbox o
      where (o.tenant_id, o.job_id) in (select w.tenant_id, w.job_id from tenant.job_outbox w limit $1)
      returning o.tenant_id, o.job_id, o.task, o.principal_id, o.reference_id, o.run_at
   ), specs as (
     select array_agg(row(
              c.task,
              json_build_object('tenantId', c.tenant_id, 'jobId', c.job_id, 'principalId', c.principal_id, 'referenceId', c.reference_id),
              null, c.run_at, 10, c.tenant_id || '/' || c.job_id, 0, null)::graphile_worker.job_spec) as list
       from claimed c having count(*) > 0
   )
   select count(*) as moved from specs s, lateral graphile_worker.add_jobs(s.list) j`,
);

export type TenantStatus = 'provisioning' | 'active' | 'suspended';

export const findTenantStatus = query<{ status: TenantStatus | null }>(
  'jobs.tenantStatus',
  'select directory.find_tenant_status($1) as status',
);

const principalStatus = query<{ status: string }>(
  'jobs.principalStatus',
  'select status from tenant.principals where tenant_id = $1 and principal_id = $2',
);

/** In a signed context of the tenant. False also for a principal of another tenant: no such row is visible. */
export async function principalIsActive(tx: ReadTransaction, principalId: Uuid): Promise<boolean> {
  const [row] = await tx.query(principalStatus, [tx.tenantId, principalId]);
  return row?.status === 'active';
}
