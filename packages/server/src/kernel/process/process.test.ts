import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { systemRandom } from '../random.ts';
import {
  createStopStack,
  databaseAddress,
  explainStartup,
  openDataDirectory,
  readyDescriptor,
  StartupError,
  watchSignals,
} from './index.ts';

const place = { dataDirectory: '/srv/wardroom', bindAddress: '127.0.0.1', port: 8420 };
const failure = (code: string) => Object.assign(new Error('planted hunter2'), { code });

test('every failure of the machine is one sentence that names the place and says what to do', () => {
  for (const [code, words] of [
    ['EADDRINUSE', /Port 8420 on 127\.0\.0\.1 is in use .* set WARDROOM_PORT/],
    ['ENOSPC', /disk that holds \/srv\/wardroom is full; free some space/],
    ['EROFS', /read-only file system; choose another/],
    ['EACCES', /may not be used by this account/],
  ] as const) {
    const reason = explainStartup(failure(code), place);
    assert.match(reason.message, words);
    assert.equal(reason.exitCode, 1);
  }
});

test('an unknown failure keeps its message to itself', () => {
  for (const error of [failure('E_OTHER'), failure('ENOSPC'), 'hunter2', null])
    assert.ok(!explainStartup(error, null).message.includes('hunter2'));
  const known = new StartupError('usage', 'usage: …', { exitCode: 2 });
  assert.equal(explainStartup(known, place), known);
});

test('parts stop once, in reverse, and a part that fails does not stop the stopping', async () => {
  const order: string[] = [];
  const errors: unknown[] = [];
  const stack = createStopStack((error) => errors.push(error));
  stack.push('first', () => order.push('first'));
  stack.push('broken', () => Promise.reject(new Error('planted')));
  stack.push('last', async () => order.push('last'));
  const [failed, again] = await Promise.all([stack.stop(), stack.stop()]);
  assert.deepEqual(order, ['last', 'first']);
  assert.deepEqual([failed, again, errors.length], [['broken'], ['broken'], 1]);
});

test('the first signal stops, the second insists', () => {
  const source = new EventEmitter();
  const heard: string[] = [];
  watchSignals({ source, onStop: (signal) => heard.push(signal), onInsist: () => heard.push('insist') });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGTERM']) source.emit(signal, signal);
  assert.deepEqual(heard, ['SIGTERM', 'insist', 'insist']);
});

test('an address of a database carries no login', () => {
  assert.deepEqual(databaseAddress('postgres://u:p@db.example:5433/chat?sslmode=verify-full'), {
    host: 'db.example',
    port: 5433,
    database: 'chat',
    ssl: true,
  });
  assert.deepEqual(databaseAddress('postgres://u:p@/chat?host=%2Frun%2Fpg&port=5432'), {
    host: '/run/pg',
    port: 5432,
    database: 'chat',
    ssl: false,
  });
  assert.deepEqual(databaseAddress('postgresql://[::1]'), {
    host: '::1',
    port: 5432,
    database: 'postgres',
    ssl: false,
  });
});

test('the ready message goes to a descriptor beyond the standard ones only', () => {
  assert.equal(readyDescriptor(['--ready-fd', '3'], {}), 3);
  assert.equal(readyDescriptor([], { WARDROOM_READY_FD: '7' }), 7);
  for (const words of [[], ['--ready-fd'], ['--ready-fd', '1'], ['--ready-fd', 'x']])
    assert.equal(readyDescriptor(words, {}), undefined);
});

test('a data directory has one server, is closed to others, and keeps its secrets', async (t) => {
  const path = join(mkdtempSync(join(tmpdir(), 'wardroom-data-')), 'data');
  t.after(() => rmSync(join(path, '..'), { recursive: true }));
  const options = { path, passphraseFile: undefined, random: systemRandom };
  const first = await openDataDirectory(options);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.equal(statSync(join(path, 'database.sealed')).mode & 0o777, 0o600);
  await assert.rejects(openDataDirectory(options), { code: 'data_directory_in_use' });
  first.release();
  const again = await openDataDirectory(options);
  assert.deepEqual(again.secrets, first.secrets);
  again.release();
  rmSync(join(path, 'root.key'));
  await assert.rejects(openDataDirectory(options), { code: 'root_key_missing' });
});
