/** What the serving roles may do is reviewed as a golden; here it is compared with a freshly migrated database. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { cloneTemplate, testCluster, urlOf } from '../../src/testing/cluster.ts';
import { difference } from '../../src/testing/goldens/difference.ts';
import { goldenDirectory, makeGoldens } from '../../src/testing/goldens/index.ts';

let pool: pg.Pool;
let goldens: ReadonlyMap<string, string>;
before(async () => {
  pool = new pg.Pool({ connectionString: urlOf(testCluster().adminUrl, await cloneTemplate()), max: 1 });
  goldens = await makeGoldens(pool);
});
after(() => pool.end());

const stored = (name: string) => readFileSync(new URL(name, goldenDirectory), 'utf8');

for (const name of ['grants.txt', 'catalogue.json']) {
  test(`${name} is what migrations make: no right and no policy is there that nobody has read`, () => {
    assert.equal(difference(stored(name), goldens.get(name) ?? ''), '');
  });
}

test('the request role updates no column that says whose a row is, who wrote it or when', () => {
  const rights = (goldens.get('grants.txt') ?? '')
    .split('\n')
    .map((line) => /^(table|column) (\S+) +wardroom_app +(.*UPDATE.*)$/.exec(line))
    .filter((match) => match !== null);
  assert.deepEqual(
    rights.filter(([, kind]) => kind === 'table').map(([, , object]) => object),
    [],
    'UPDATE is granted by column',
  );
  const identity = /\.(tenant_id|author_id|principal_id|owner_id|secret_hash|created_at|sent_at)$/;
  assert.deepEqual(
    rights.map(([, , object]) => object ?? '').filter((object) => identity.test(object)),
    [],
  );
  assert.ok(rights.length > 20);
});
