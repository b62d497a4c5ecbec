/**
 * Two independent layers keep tenants apart in SQL: the policy, and a predicate in the statement itself. The policy is
 * proved elsewhere; here, that no statement relies on it alone.
 */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { allStatements } from '../../src/kernel/database/statement.ts';

/** Statements over all tenants, each with its reason. */
const allTenants: Readonly<Record<string, string>> = {
  'jobs.move': 'the worker takes whatever waits; each row carries its tenant into the queue',
};

const source = fileURLToPath(new URL('../../src/', import.meta.url));
for (const store of globSync(['**/store.ts', '**/store/*.ts', '**/*-store.ts'], { cwd: source }))
  await import(pathToFileURL(`${source}${store}`).href);

/** Tables of tenants that a statement names, and how often it says whose rows it means. */
function countTenants(text: string): { tables: number; predicates: number } {
  const tables = text.match(/\b(from|join|update|into)\s+tenant\.\w+/g)?.length ?? 0;
  const inserted = text.match(/\binto\s+tenant\.\w+\s*\(\s*tenant_id\b/g)?.length ?? 0;
  const compared = text.match(/\btenant_id\s*=\s*(\$\d+|\w+\.tenant_id)/g)?.length ?? 0;
  return { tables, predicates: inserted + compared };
}

test('every statement names the tenant of every table that it touches', () => {
  const forgetful = allStatements().filter(({ text }) => {
    const { tables, predicates } = countTenants(text);
    return predicates < tables;
  });
  assert.deepEqual(forgetful.map(({ name }) => name).sort(), Object.keys(allTenants).sort());
  assert.ok(allStatements().filter(({ text }) => countTenants(text).tables > 0).length >= 60);
});

test('a statement that forgets its tenant would be found', () => {
  assert.deepEqual(countTenants('select 1 from tenant.messages where message_id = $1'), {
    tables: 1,
    predicates: 0,
  });
  const half =
    'select 1 from tenant.a x join tenant.b y on y.tenant_id = x.tenant_id and y.id = x.id where x.id = $2';
  assert.deepEqual(countTenants(half), { tables: 2, predicates: 1 });
});
