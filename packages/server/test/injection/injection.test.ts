import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { availability } from './availability.ts';
import { reading } from './reading.ts';
import { rights } from './rights.ts';
import { openVulnerable, type Vulnerable } from './vulnerable.ts';
import { writing } from './writing.ts';

const proofs = { ...reading, ...writing, ...rights, ...availability };
const document = readFileSync(new URL('../../../../docs/injected-sql.md', import.meta.url), 'utf8');

/** Rows of the published tables: `| id | capability | answer | reason |`. */
const published = document
  .split('\n')
  .map((line) => /^\| `([a-z-]+)` \|(.+)\| (can|cannot) \| (.+) \|$/.exec(line))
  .filter((match) => match !== null)
  .map(([, id = '', , answer = '', reason = '']) => ({ id, answer, reason }));

let vulnerable: Vulnerable;

before(async () => {
  vulnerable = await openVulnerable();
});
after(() => vulnerable.close());

test('every published row has one test and every test one row, in the same order', () => {
  assert.deepEqual(
    published.map(({ id }) => id),
    Object.keys(proofs),
  );
});

test('every row answers what its test proves, with a reason', () => {
  for (const { id, answer, reason } of published) {
    assert.equal(answer, proofs[id]?.answer, id);
    assert.ok(reason.length > 10, id);
  }
});

for (const [id, { answer, run }] of Object.entries(proofs)) {
  test(`injected SQL ${answer}: ${id}`, () => run(vulnerable));
}
