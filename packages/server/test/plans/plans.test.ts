import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { loginRoles } from '../../src/kernel/database/migrate/secrets.ts';
import { allStatements } from '../../src/kernel/database/statement.ts';
import { cloneTemplate, testCluster, urlOf } from '../../src/testing/cluster.ts';
import { largeTenant, loadSkewedData } from './skewed-data.ts';

/** Statements that may scan a table of tenants, each with its reason. */
const allowed: Readonly<Record<string, string>> = {
  'tenantDirectory.anyReal':
    'stops at the first workspace that is not a demo; one flag per workspace has no index',
  'jobs.move': 'takes whatever waits, of all tenants, and leaves the outbox empty',
};

/** Statements that read all rows of one tenant and filter, each with its reason. */
const allowedWhole: Readonly<Record<string, string>> = {
  'audit.listClasses': 'what entries of a tenant are is one of some hundred combinations',
  'auditRetention.countErasable': 'before somebody is erased: what waits for its place is little',
  'auditTrust.listUnrotated': 'four times a year, through the logs of all tenants',
  'authority.roles': 'a tenant has at most 200 roles',
  'feeds.backlog': 'through the feeds of all tenants, of which each has at most 20',
  'feeds.take': 'through the feeds of all tenants, of which each has at most 20',
  'groups.effective': 'a tenant has at most 1,000 groups, and what is below one is found by its path',
  'groups.mirror': 'memberships of groups are compared with those of a channel as sets',
  'groups.mirrorRoles': 'few channels mirror a group',
  'groups.movePaths': 'a tenant has at most 1,000 groups, and what is below one is found by its path',
  'groups.noteGrants': 'when somebody changes what a channel gives: stops at the first that gives something',
  'groups.unmirror': 'few channels mirror a group',
  'policies.countEvaluated': 'a tenant has one row of settings',
  'pruner.listLogs': 'goes through the logs of all tenants',
  'roles.count': 'a tenant has at most 200 roles',
  'roles.listAll': 'a tenant has at most 200 roles',
  'roles.holders':
    'when a role is saved: groups confer roles too, and an array has no index under row-level security',
  'sessions.expire': 'cleans up in the background',
  'tokens.listKeys': 'a tenant gets four signing keys a year',
  'tokens.retireKeys': 'a tenant gets four signing keys a year',
  'tokens.withdrawKeys': 'a tenant gets four signing keys a year',
};

const source = fileURLToPath(new URL('../../src/', import.meta.url));
const stores = globSync(['**/store.ts', '**/store/*.ts', '**/*-store.ts'], { cwd: source });
for (const store of stores)
  if (!store.endsWith('.test.ts')) await import(pathToFileURL(`${source}${store}`).href);

let admin: pg.Pool;
const clients = new Map<string, pg.Client>();
let filled: string[];

before(async () => {
  const database = await cloneTemplate();
  const { adminUrl, socketDirectory, port, secrets } = testCluster();
  admin = new pg.Pool({ connectionString: urlOf(adminUrl, database), max: 2 });
  filled = await loadSkewedData(admin);
  for (const role of loginRoles) {
    const client = new pg.Client({
      host: socketDirectory,
      port,
      database,
      user: role,
      password: secrets.passwords[role],
    });
    await client.connect();
    clients.set(role, client);
  }
});
after(async () => {
  await Promise.all([...clients.values()].map((client) => client.end()));
  await admin.end();
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly Schema?: string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Index Name'?: string;
  readonly Filter?: string;
  readonly Plans?: readonly PlanNode[];
}

const scansOf = (node: PlanNode): string[] => [
  ...(node['Node Type'] === 'Seq Scan' ? [`${node.Schema}.${node['Relation Name']}`] : []),
  ...(node.Plans ?? []).flatMap(scansOf),
];

/** The plan for any parameters, under the first role that may run the statement. */
async function explain(text: string): Promise<{ role: string; plan: PlanNode }> {
  for (const [role, client] of clients) {
    try {
      const { rows } = await client.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
        `explain (generic_plan, verbose, format json) ${text}`,
      );
      const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
      if (plan) return { role, plan };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== '42501') throw error;
    }
  }
  throw new Error('no role may run it');
}

test('every table of tenants is filled, with one tenant that outweighs the others', async () => {
  const { rows } = await admin.query<{ name: string }>(
    "select c.oid::regclass::text as name from pg_catalog.pg_class c where relnamespace = 'tenant'::regnamespace and relkind = 'r' order by 1",
  );
  assert.deepEqual(
    rows.map(({ name }) => name),
    filled,
  );
  const { rows: skew } = await admin.query(
    'select count(*) filter (where tenant_id = $1)::integer as big, count(distinct tenant_id)::integer as tenants from tenant.messages',
    [largeTenant],
  );
  assert.deepEqual(skew, [{ big: 20_000, tenants: 51 }]);
});

test('every store is loaded', () => {
  assert.ok(stores.length >= 15, `${stores.length} stores`);
  assert.ok(allStatements().length >= 80, `${allStatements().length} statements`);
});

for (const { name, text } of allStatements()) {
  test(`${name} scans no table of tenants`, async () => {
    const { plan, role } = await explain(text);
    const scans = scansOf(plan).filter((table) => /^(tenant|directory)\./.test(table));
    if (allowed[name] === undefined) assert.deepEqual(scans, [], `as ${role}: ${text}`);
    else assert.notDeepEqual(scans, [], `${name} scans nothing any more: take it off the list`);
  });
}

/** Nodes that read every row of a tenant and throw some away. */
const wholeTenant = (node: PlanNode): string[] => {
  const columns = (node['Index Cond'] ?? '').match(/\b\w+(?= [=<>])/g) ?? [];
  const whole =
    columns.length > 0 && node.Filter !== undefined && columns.every((one) => one === 'tenant_id');
  return [
    ...(whole ? [`${node['Index Name']}: ${node.Filter}`] : []),
    ...(node.Plans ?? []).flatMap(wholeTenant),
  ];
};

test('only the listed statements read all rows of one tenant to find some', async () => {
  const found: string[] = [];
  for (const { name, text } of allStatements())
    if (wholeTenant((await explain(text)).plan).length > 0) found.push(name);
  assert.deepEqual(found.sort(), Object.keys(allowedWhole).sort());
});

test('a statement without an index is found', async () => {
  const { plan } = await explain(
    "select message_id from tenant.messages where tenant_id = $1 and client_key = 'x'",
  );
  assert.deepEqual(scansOf(plan), []);
  const unfit = await explain('select message_id from tenant.messages where sent_at > $1');
  // The policy alone brings the planner to the tenant; without a policy it would scan.
  assert.equal(unfit.role, 'wardroom_app');
  const { rows } = await admin.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    'explain (generic_plan, verbose, format json) select message_id from tenant.messages where sent_at > $1',
  );
  const [first] = rows[0]?.['QUERY PLAN'] ?? [];
  assert.deepEqual(first && scansOf(first.Plan), ['tenant.messages']);
});
