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
  'sequencer.claim': 'the sequencer takes whatever waits; each row carries its tenant into its log',
  'sequencer.lockUnsigned': 'the sequencer signs every tree that has grown',
  'sequencer.look': 'the sequencer asks what waits, of whichever tenant',
  'feeds.take': 'whatever feed is due, of whichever tenant; each row carries its tenant into its delivery',
  'pruner.listLogs': 'the pruner goes through the logs of all tenants, one after the other',
  'jobs.move': 'the worker takes whatever waits; each row carries its tenant into the queue',
};

const source = fileURLToPath(new URL('../../src/', import.meta.url));
for (const store of globSync(['**/store.ts', '**/store/*.ts', '**/*-store.ts'], { cwd: source }))
  await import(pathToFileURL(`${source}${store}`).href);

const keywords = new Set([
  'where',
  'set',
  'select',
  'on',
  'order',
  'limit',
  'values',
  'using',
  'join',
  'left',
  'cross',
]);

/**
 * Names under which a statement touches tables of tenants without saying whose rows it means. A name that serves twice
 * must say so twice.
 */
function forgotten(text: string): string[] {
  const names = [...text.matchAll(/\b(?:from|join|update)\s+tenant\.(\w+)(?:\s+(?:as\s+)?(\w+))?/g)].map(
    ([, table = '', alias = '']) => (keywords.has(alias) || alias === '' ? `${table}:` : alias),
  );
  const inserts = [...text.matchAll(/\binto\s+tenant\.(\w+)\s*\(\s*(\w+)/g)];
  const careless = inserts.filter(([, , first]) => first !== 'tenant_id').map(([, table = '']) => table);
  const bare = names.filter((name) => name.endsWith(':'));
  const bareSaid = text.match(/(?<![.\w])tenant_id\s*=\s*\$\d+/g)?.length ?? 0;
  const aliases = [...new Set(names.filter((name) => !name.endsWith(':')))];
  const silent = aliases.filter((alias) => {
    const said =
      text.match(new RegExp(`\\b${alias}\\.tenant_id\\s*=|=\\s*${alias}\\.tenant_id\\b`, 'g'))?.length ?? 0;
    return said < names.filter((name) => name === alias).length;
  });
  return [...careless, ...silent, ...(bareSaid < bare.length ? bare : [])];
}

test('every statement names the tenant of every table that it touches', () => {
  const found = allStatements().flatMap(({ name, text }) => {
    const silent = forgotten(text);
    return silent.length > 0 && allTenants[name] === undefined ? [`${name}: ${silent.join(' ')}`] : [];
  });
  assert.deepEqual(found, []);
  for (const name of Object.keys(allTenants)) {
    const { text } = allStatements().find((statement) => statement.name === name) ?? { text: '' };
    assert.notDeepEqual(forgotten(text), [], `${name} names its tenant: take it off the list`);
  }
  assert.ok(allStatements().filter(({ text }) => /\btenant\.\w+/.test(text)).length >= 60);
});

test('a statement that forgets its tenant would be found', () => {
  const found = [
    'select 1 from tenant.messages where message_id = $1',
    'select 1 from tenant.a x join tenant.b y on y.id = x.id where x.tenant_id = $1 and x.id = $2',
    'select 1 from tenant.a x where x.id in (select m.id from tenant.m m where m.tenant_id = $1) and x.id = $2',
    'insert into tenant.a (id, tenant_id) values ($1, $2)',
  ].map(forgotten);
  assert.deepEqual(found, [['messages:'], ['y'], ['x'], ['a']]);
});
