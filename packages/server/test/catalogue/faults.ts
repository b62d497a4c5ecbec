/**
 * The rules that every table, view, function and role of the database obeys. A rule knows no names: whatever exists is
 * asked, and what is exempt is in the list of exemptions with its reason.
 */
import type pg from 'pg';
import { type Exemption, exemptions, type Rule } from '../../src/testing/goldens/allowed.ts';
import {
  type Catalogue,
  type FunctionFact,
  type GrantFact,
  type RoleFact,
  readCatalogue,
  type TableFact,
  type ViewFact,
} from '../../src/testing/goldens/read-catalogue.ts';

export interface Fault {
  /** `never`: a rule without exemptions. */
  readonly rule: Rule | 'row-security' | 'never' | 'relation' | 'view';
  readonly object: string;
  readonly what: string;
}

const tenantExpression = '(tenant_id = ( SELECT app.tenant_id() AS tenant_id))';
const loginRoles = [
  'wardroom_app',
  'wardroom_directory',
  'wardroom_platform',
  'wardroom_worker',
  'wardroom_sealer',
  'wardroom_pruner',
];
const forbiddenPrivileges = ['TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'];

/** Faults of the database behind `pool`, and the exemptions that nothing needed. */
export async function findFaults(
  pool: pg.Pool,
  allowed: readonly Exemption[] = exemptions,
): Promise<{ faults: Fault[]; unused: Exemption[] }> {
  const all = inspect(await readCatalogue(pool)).concat(
    await objectsOf(pool),
    await triggersOf(pool),
    await capabilitiesOf(pool),
  );
  const used = new Set<Exemption>();
  const faults = all.filter((fault) => {
    const found = allowed.filter(([rule, name]) => rule === fault.rule && covers(name, fault.object));
    for (const one of found) used.add(one);
    return found.length === 0;
  });
  return { faults, unused: allowed.filter((one) => !used.has(one)) };
}

const covers = (name: string, object: string): boolean =>
  name === object || (name.endsWith('.*') && object.startsWith(name.slice(0, -1)));

function inspect(catalogue: Catalogue): Fault[] {
  return [
    ...catalogue.tables.flatMap(tableFaults),
    ...catalogue.views.flatMap(viewFaults),
    ...catalogue.functions.flatMap(functionFaults),
    ...catalogue.roles.flatMap(roleFaults),
    ...catalogue.grants.flatMap(grantFaults),
    ...catalogue.builtIns.map((grant) => ({
      rule: 'built-in' as const,
      object: grant.object,
      what: `executable by ${grant.grantee}`,
    })),
    ...catalogue.extensions.map((name) => ({
      rule: 'extension' as const,
      object: name,
      what: 'is installed',
    })),
  ];
}

function tableFaults(table: TableFact): Fault[] {
  const object = `${table.schema}.${table.table}`;
  const faults: Fault[] = [];
  if (table.kind === 'materialised view' || table.kind === 'foreign')
    faults.push({ rule: 'relation', object, what: `a ${table.kind} knows no row-level security` });
  if (!table.rowSecurity)
    faults.push({ rule: 'row-security', object, what: 'row-level security is not enabled' });
  if (!table.forced) faults.push({ rule: 'row-security', object, what: 'row-level security is not forced' });
  if (table.owner !== 'wardroom_owner')
    faults.push({ rule: 'owner', object, what: `is owned by ${table.owner}` });
  if (table.policies.some((policy) => policy.roles.includes('public')))
    faults.push({ rule: 'never', object, what: 'has a policy for everybody' });
  // Outside the tenants' schema a table must say why it holds nothing of a tenant.
  if (table.schema !== 'tenant')
    return [...faults, { rule: 'tenant-table', object, what: 'is outside the schema of tenants' }];
  return [...faults, ...tenantKeyFaults(table, object), ...policyFaults(table, object)];
}

function tenantKeyFaults(table: TableFact, object: string): Fault[] {
  const faults: Fault[] = [];
  if (table.tenantColumn === null) faults.push({ rule: 'tenant-table', object, what: 'has no tenant_id' });
  for (const index of [...table.uniqueIndexes, ...table.otherIndexes])
    if (index.columns[0] !== 'tenant_id')
      faults.push({
        rule: 'tenant-first',
        object: `${object}.${index.name}`,
        what: `begins with ${index.columns[0]}`,
      });
  if (table.uniqueIndexes.length === 0) faults.push({ rule: 'tenant-first', object, what: 'has no key' });
  for (const key of table.foreignKeys) {
    const composite = key.columns[0] === 'tenant_id' && key.refColumns[0] === 'tenant_id';
    if (!composite || !key.references.startsWith('tenant.'))
      faults.push({
        rule: 'tenant-first',
        object: `${object}.${key.name}`,
        what: `(${key.columns}) references ${key.references} (${key.refColumns})`,
      });
  }
  return faults;
}

function policyFaults(table: TableFact, object: string): Fault[] {
  const faults: Fault[] = [];
  if (!table.policies.some((policy) => policy.name === 'tenant_isolation'))
    faults.push({ rule: 'policy', object, what: 'has no tenant policy' });
  for (const policy of table.policies) {
    const exact =
      policy.name === 'tenant_isolation' &&
      policy.command === 'ALL' &&
      policy.permissive &&
      policy.roles.join() === 'wardroom_app' &&
      policy.using === tenantExpression &&
      policy.check === tenantExpression;
    if (!exact)
      faults.push({
        rule: 'policy',
        object: `${object}.${policy.name}`,
        what: `${policy.command} to ${policy.roles}: using ${policy.using} check ${policy.check}`,
      });
    // An exemption may never be one for the role of requests.
    if (!exact && policy.roles.includes('wardroom_app'))
      faults.push({
        rule: 'never',
        object: `${object}.${policy.name}`,
        what: 'another policy for wardroom_app',
      });
  }
  return faults;
}

function viewFaults(view: ViewFact): Fault[] {
  const faults: Fault[] = [];
  if (!view.invoker)
    faults.push({ rule: 'view', object: view.name, what: 'reads with the rights of its owner' });
  if (view.owner !== 'wardroom_owner')
    faults.push({ rule: 'owner', object: view.name, what: `is owned by ${view.owner}` });
  return faults;
}

function functionFaults(routine: FunctionFact): Fault[] {
  const object = routine.signature;
  const faults: Fault[] = [];
  if (routine.executableBy.includes('PUBLIC'))
    faults.push({ rule: 'never', object, what: 'everybody may execute it' });
  if (routine.ofExtension !== null && !routine.definer) return faults;
  // A body in standard SQL is bound when it is made: no search_path has a say in it.
  if (!routine.bound && routine.searchPath !== 'pg_catalog, pg_temp')
    faults.push({
      rule: 'search-path',
      object,
      what: `search_path is ${routine.searchPath ?? 'the caller’s'}`,
    });
  const owners = routine.definer ? ['wardroom_lookup'] : ['wardroom_owner'];
  if (!owners.includes(routine.owner))
    faults.push({ rule: 'definer-owner', object, what: `runs with the rights of ${routine.owner}` });
  return faults;
}

function roleFaults(role: RoleFact): Fault[] {
  const object = role.role;
  const fault = (what: string): Fault => ({ rule: 'role', object, what });
  const faults: Fault[] = [];
  for (const attribute of role.attributes) {
    if (attribute === 'bypassrls')
      faults.push({ rule: 'role', object: `${object} bypassrls`, what: 'sees every row' });
    else if (attribute !== 'login') faults.push({ rule: 'never', object, what: `is ${attribute}` });
  }
  if (role.owns > 0) faults.push(fault(`owns ${role.owns} objects`));
  if (!loginRoles.includes(object)) faults.push(fault('is not a role that this product runs with'));
  // These have no exemption: membership would carry rights that no golden shows.
  if (role.memberOf.length > 0)
    faults.push({ rule: 'never', object, what: `is a member of ${role.memberOf.join(', ')}` });
  if (role.attributes.includes('login') && !loginRoles.includes(object))
    faults.push({ rule: 'never', object, what: 'may log in' });
  return faults;
}

function grantFaults(grant: GrantFact): Fault[] {
  const { object, grantee } = grant;
  const faults: Fault[] = [];
  if (grantee === 'PUBLIC') faults.push({ rule: 'never', object, what: `PUBLIC has ${grant.privileges}` });
  const held = grant.privileges.filter((privilege) => forbiddenPrivileges.includes(privilege));
  if (held.length > 0) faults.push({ rule: 'grant', object, what: `${grantee} has ${held}` });
  if (grant.privileges.some((privilege) => privilege.endsWith('grant option')))
    faults.push({ rule: 'grant', object, what: `${grantee} may pass it on` });
  if (
    /^(schema|database)/.test(object) &&
    grant.privileges.some((one) => ['CREATE', 'TEMPORARY'].includes(one))
  )
    faults.push({ rule: 'grant', object, what: `${grantee} may create in it` });
  return faults;
}

async function objectsOf(pool: pg.Pool): Promise<Fault[]> {
  const { rows } = await pool.query<{ object: string; owner: string }>(
    `select nspname as object, nspowner::regrole::text as owner from pg_catalog.pg_namespace
      where nspname !~ '^pg_' and nspname <> 'information_schema'`,
  );
  return rows
    .filter(({ owner }) => owner !== 'wardroom_owner')
    .map(({ object, owner }) => ({ rule: 'schema' as const, object, what: `is owned by ${owner}` }));
}

/** Code that runs without being called. */
async function triggersOf(pool: pg.Pool): Promise<Fault[]> {
  const { rows } = await pool.query<{ object: string }>(
    `select t.tgrelid::regclass || '.' || t.tgname as object from pg_catalog.pg_trigger t where not t.tgisinternal
     union all select 'event ' || e.evtname from pg_catalog.pg_event_trigger e
       where (e.evtname, e.evtevent, e.evtfoid::regproc::text, e.evtenabled)
         <> ('structure_by_migrations_only', 'ddl_command_start', 'ops.refuse_structure', 'O')
     union all select r.ev_class::regclass || '.' || r.rulename from pg_catalog.pg_rewrite r
       join pg_catalog.pg_class c on c.oid = r.ev_class where c.relkind <> 'v' and c.oid >= 16384`,
  );
  const { rows: guard } = await pool.query(
    "select from pg_catalog.pg_event_trigger where evtname = 'structure_by_migrations_only' and evtenabled = 'O'",
  );
  const missing: Fault = { rule: 'trigger', object: 'structure_by_migrations_only', what: 'is missing' };
  return [
    ...rows.map(({ object }) => ({ rule: 'trigger' as const, object, what: 'runs code unasked' })),
    ...(guard.length === 0 ? [missing] : []),
  ];
}

/** Built-in functions by which one request could disturb or watch others; migrations 0002 and 0007 withdraw them. */
const dangerous = `p.proname ~ '^(lo_|loread|lowrite|pg_(try_)?advisory|pg_sleep|pg_read_|pg_ls_|pg_stat_file|pg_file_)'
  or p.proname ~ '^(query|cursor|table|schema|database)_to_xml' or p.proname ~ '^pg_stat_get_backend_'
  or p.proname in ('pg_terminate_backend', 'pg_cancel_backend', 'pg_notify', 'pg_export_snapshot', 'pg_lock_status',
    'pg_logical_emit_message', 'pg_stat_get_activity', 'ts_stat', 'pg_reload_conf', 'pg_rotate_logfile', 'pg_blocking_pids',
    'pg_switch_wal', 'pg_create_restore_point', 'pg_stat_reset', 'pg_log_backend_memory_contexts', 'pg_promote')`;

async function capabilitiesOf(pool: pg.Pool): Promise<Fault[]> {
  const { rows } = await pool.query<{ object: string; role: string }>(
    `select p.oid::regprocedure::text as object, r.rolname as role
       from pg_catalog.pg_proc p, pg_catalog.pg_roles r
      where p.pronamespace = 'pg_catalog'::regnamespace and (${dangerous})
        and r.rolname = any ($1) and pg_catalog.has_function_privilege(r.oid, p.oid, 'execute')`,
    [loginRoles],
  );
  return rows.map(({ object, role }) => ({
    rule: 'built-in' as const,
    object,
    what: `${role} may execute it`,
  }));
}
