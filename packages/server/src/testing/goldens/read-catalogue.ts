/**
 * What the live database says about itself: tables, policies, keys, views, functions, roles. Read by the superuser from
 * the system catalogues, so that nothing that exists can be missing from it.
 */
import type pg from 'pg';

export interface PolicyFact {
  readonly name: string;
  readonly command: string;
  readonly roles: readonly string[];
  readonly permissive: boolean;
  readonly using: string | null;
  readonly check: string | null;
}
export interface ForeignKeyFact {
  readonly name: string;
  readonly columns: readonly string[];
  readonly references: string;
  readonly refColumns: readonly string[];
}
export interface IndexFact {
  readonly name: string;
  readonly columns: readonly string[];
}
export interface TableFact {
  readonly schema: string;
  readonly table: string;
  readonly kind: 'table' | 'partitioned' | 'foreign' | 'materialised view';
  readonly tenantColumn: string | null;
  readonly rowSecurity: boolean;
  readonly forced: boolean;
  readonly owner: string;
  readonly policies: readonly PolicyFact[];
  readonly foreignKeys: readonly ForeignKeyFact[];
  readonly uniqueIndexes: readonly IndexFact[];
  readonly otherIndexes: readonly IndexFact[];
}
export interface ViewFact {
  readonly name: string;
  readonly owner: string;
  readonly invoker: boolean;
}
export interface FunctionFact {
  readonly signature: string;
  readonly schema: string;
  readonly owner: string;
  readonly definer: boolean;
  readonly searchPath: string | null;
  /** Whether its names were bound when it was made (a body in standard SQL). */
  readonly bound: boolean;
  readonly executableBy: readonly string[];
  readonly ofExtension: string | null;
}
export interface RoleFact {
  readonly role: string;
  readonly attributes: readonly string[];
  readonly settings: readonly string[];
  readonly memberOf: readonly string[];
  readonly owns: number;
}
export interface GrantFact {
  readonly object: string;
  readonly grantee: string;
  readonly privileges: readonly string[];
}

const ownSchemas = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`;
const columnsOf = (table: string, keys: string) =>
  `(select json_agg(coalesce(a.attname, '(expression)') order by column_key.place)
      from unnest(${keys}) with ordinality column_key(number, place)
      left join pg_catalog.pg_attribute a on a.attrelid = ${table} and a.attnum = column_key.number and column_key.number <> 0)`;

const tablesSql = `
select n.nspname as schema, c.relname as "table", c.relrowsecurity as "rowSecurity", c.relforcerowsecurity as forced,
  case c.relkind when 'r' then 'table' when 'p' then 'partitioned' when 'f' then 'foreign' else 'materialised view' end as kind,
  c.relowner::regrole::text as owner,
  (select a.attname from pg_catalog.pg_attribute a
    where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as "tenantColumn",
  coalesce((select json_agg(json_build_object(
      'name', p.polname,
      'command', case p.polcmd when '*' then 'ALL' when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' else 'DELETE' end,
      'roles', (select json_agg(case r when 0 then 'public' else r::regrole::text end order by r::regrole::text) from unnest(p.polroles) r),
      'permissive', p.polpermissive,
      'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
      'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) order by p.polname)
    from pg_catalog.pg_policy p where p.polrelid = c.oid), '[]') as policies,
  coalesce((select json_agg(json_build_object(
      'name', k.conname,
      'columns', ${columnsOf('k.conrelid', 'k.conkey')},
      'references', k.confrelid::regclass::text,
      'refColumns', ${columnsOf('k.confrelid', 'k.confkey')}) order by k.conname)
    from pg_catalog.pg_constraint k where k.conrelid = c.oid and k.contype = 'f'), '[]') as "foreignKeys",
  coalesce((select json_agg(json_build_object('name', x.relname, 'columns', ${columnsOf('i.indrelid', 'i.indkey::int2[]')}) order by x.relname)
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
    where i.indrelid = c.oid and i.indisunique), '[]') as "uniqueIndexes",
  coalesce((select json_agg(json_build_object('name', x.relname, 'columns', ${columnsOf('i.indrelid', 'i.indkey::int2[]')}) order by x.relname)
    from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
    where i.indrelid = c.oid and not i.indisunique), '[]') as "otherIndexes"
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'f', 'm') and ${ownSchemas}
order by 1, 2`;

const viewsSql = `
select c.oid::regclass::text as name, c.relowner::regrole::text as owner,
  coalesce((select option_value::boolean from pg_catalog.pg_options_to_table(c.reloptions)
            where option_name = 'security_invoker'), false) as invoker
from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'v' and ${ownSchemas} order by 1`;

const functionsSql = `
select n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')' as signature,
  n.nspname as schema, p.proowner::regrole::text as owner, p.prosecdef as definer,
  (select substr(s, 13) from unnest(p.proconfig) s where s like 'search_path=%') as "searchPath",
  p.prosqlbody is not null as bound,
  coalesce((select json_agg(distinct case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end)
     from pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
     where a.grantee <> p.proowner), '[]') as "executableBy",
  (select e.extname from pg_catalog.pg_depend d join pg_catalog.pg_extension e on e.oid = d.refobjid
    where d.classid = 'pg_catalog.pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e') as "ofExtension"
from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
where ${ownSchemas} order by 1`;

const rolesSql = `
select r.rolname as role,
  array_remove(array[case when rolcanlogin then 'login' end, case when rolsuper then 'superuser' end,
    case when rolbypassrls then 'bypassrls' end, case when rolcreatedb then 'createdb' end,
    case when rolcreaterole then 'createrole' end, case when rolreplication then 'replication' end,
    case when rolinherit then 'inherit' end], null) as attributes,
  coalesce((select array_agg(c order by c) from pg_catalog.pg_db_role_setting s, unnest(s.setconfig) c
            where s.setrole = r.oid and s.setdatabase = 0), '{}') as settings,
  coalesce((select array_agg(m.roleid::regrole::text order by 1) from pg_catalog.pg_auth_members m where m.member = r.oid), '{}') as "memberOf",
  (select count(*)::integer from pg_catalog.pg_shdepend d
    where d.refclassid = 'pg_catalog.pg_authid'::regclass and d.refobjid = r.oid and d.deptype = 'o') as owns
from pg_catalog.pg_roles r where r.rolname !~ '^pg_' and r.oid <> 10 order by 1`;

/** Every privilege that somebody other than the owner holds, on everything that has an access list. */
const grantsSql = `
with lists as (
  select 'schema ' || n.nspname as object, n.nspowner as owner, coalesce(n.nspacl, pg_catalog.acldefault('n', n.nspowner)) as acl
    from pg_catalog.pg_namespace n where ${ownSchemas}
  union all
  select case c.relkind when 'S' then 'sequence ' when 'v' then 'view ' else 'table ' end || n.nspname || '.' || c.relname, c.relowner,
    coalesce(c.relacl, pg_catalog.acldefault(case c.relkind when 'S' then 's' else 'r' end::"char", c.relowner))
    from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and ${ownSchemas}
  union all
  select 'column ' || n.nspname || '.' || c.relname || '.' || a.attname, c.relowner, a.attacl
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace where a.attacl is not null and ${ownSchemas}
  union all
  select 'function ' || n.nspname || '.' || p.proname || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', p.proowner,
    coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))
    from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace where ${ownSchemas}
  union all
  select 'language ' || l.lanname, l.lanowner, coalesce(l.lanacl, pg_catalog.acldefault('l', l.lanowner))
    from pg_catalog.pg_language l where l.lanpltrusted and l.lanname <> 'sql'
  union all
  select 'database', d.datdba, coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))
    from pg_catalog.pg_database d where d.datname = current_database()
)
select l.object, case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end as grantee,
  array_agg(a.privilege_type || case when a.is_grantable then ' with grant option' else '' end order by a.privilege_type) as privileges
from lists l, lateral pg_catalog.aclexplode(l.acl) a
where a.grantee <> l.owner
group by 1, 2 order by 1, 2`;

/** Built-in functions whose use PUBLIC has lost, and who has it instead. */
const builtInsSql = `
select p.oid::regprocedure::text as object,
  case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end as grantee, array['EXECUTE'] as privileges
from pg_catalog.pg_proc p,
  lateral pg_catalog.aclexplode(coalesce(p.proacl, pg_catalog.acldefault('f', p.proowner))) a
where p.pronamespace = 'pg_catalog'::regnamespace and a.grantee <> p.proowner and a.grantee <> 0
  and a.grantee::regrole::text !~ '^pg_'
order by 1, 2`;

export interface Catalogue {
  readonly tables: readonly TableFact[];
  readonly views: readonly ViewFact[];
  readonly functions: readonly FunctionFact[];
  readonly roles: readonly RoleFact[];
  readonly grants: readonly GrantFact[];
  readonly builtIns: readonly GrantFact[];
  readonly extensions: readonly string[];
}

const rows = async <Row>(pool: pg.Pool, sql: string): Promise<Row[]> => (await pool.query(sql)).rows as Row[];

export async function readCatalogue(pool: pg.Pool): Promise<Catalogue> {
  const extensions = await rows<{ name: string }>(
    pool,
    'select extname as name from pg_catalog.pg_extension order by 1',
  );
  return {
    tables: await rows<TableFact>(pool, tablesSql),
    views: await rows<ViewFact>(pool, viewsSql),
    functions: await rows<FunctionFact>(pool, functionsSql),
    roles: await rows<RoleFact>(pool, rolesSql),
    grants: await rows<GrantFact>(pool, grantsSql),
    builtIns: await rows<GrantFact>(pool, builtInsSql),
    extensions: extensions.map(({ name }) => name),
  };
}
