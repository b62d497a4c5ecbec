import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import type { Surroundings } from '../surroundings.ts';
import { confirm } from './confirm.ts';

/** A person who types this at a terminal; null: they leave. */
function terminal(typed: string | null, isTTY = true): Surroundings {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  stdin.end(typed === null ? '' : `${typed}\n`);
  return { stdin, stderr: Object.assign(new PassThrough(), { isTTY }) } as unknown as Surroundings;
}

test('only the word itself confirms', async () => {
  await confirm(terminal('revoke'), 'revoke', 'end 3');
  for (const typed of ['', 'y', 'yes', 'Revoke', 'revoke all'])
    await assert.rejects(confirm(terminal(typed), 'revoke', 'end 3'), { code: 'not_confirmed' }, typed);
  await assert.rejects(confirm(terminal(null), 'revoke', 'end 3'), { code: 'interrupted' });
});

test('where nobody can be asked, it says how to do without', async () => {
  await assert.rejects(confirm(terminal('revoke', false), 'revoke', 'end 3'), /give --yes/);
});
