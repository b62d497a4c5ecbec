import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '@wardroom/contract';
import { UsageError } from '../failure.ts';
import type { Surroundings } from '../surroundings.ts';
import { readOperationInput } from './read-input.ts';

// Only `--input -` would read from it.
const nowhere = {} as Surroundings;
const read = (name: keyof typeof operations, pairs: string[], input?: string) =>
  readOperationInput(nowhere, operations[name], { pairs, input });

test('words become values of the kind that the field has', async () => {
  const channelId = 'chn_00000000000000000000000000';
  assert.deepEqual(await read('messages.list', [`channelId=${channelId}`, 'limit=5', 'replies=true']), {
    channelId,
    limit: 5,
    replies: true,
  });
  assert.deepEqual(await read('channels.create', ['name=2026', 'topic=true']), {
    name: '2026',
    topic: 'true',
  });
  const principalId = 'prn_00000000000000000000000000';
  assert.deepEqual(
    await read('credentials.issue', [
      `principalId=${principalId}`,
      'description=x=y',
      'scopes=messages:read,people:read',
    ]),
    { principalId, description: 'x=y', scopes: ['messages:read', 'people:read'] },
  );
});

test('pairs win over the JSON input', async () => {
  assert.deepEqual(await read('channels.create', ['name=b'], '{"name":"a","topic":"t"}'), {
    name: 'b',
    topic: 't',
  });
});

test('a secret in an argument is refused, typed as a pair or inside JSON, and not repeated', async () => {
  const attempts = [
    () => read('sessions.create', ['name=a', 'password=opensesame']),
    () => read('sessions.create', [], '{"name":"a","password":"opensesame"}'),
    () => read('setup.complete', ['owner.password=opensesame']),
  ];
  for (const attempt of attempts)
    await assert.rejects(
      attempt,
      (error) =>
        error instanceof UsageError && /secret/.test(error.message) && !/opensesame/.test(error.message),
    );
});

test('every field that the contract refuses is named, and nothing that is no field is sent', async () => {
  await assert.rejects(
    read('channels.create', [], '{"name":"Not Allowed","kind":"secret"}'),
    (error) =>
      error instanceof UsageError &&
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        ['/name', '/kind'],
      ) === undefined,
  );
  for (const pair of ['colour=red', 'name', '=x', '__proto__.x=1', 'name.constructor=1'])
    await assert.rejects(read('channels.create', [pair]), UsageError);
  for (const input of ['[]', '3', '{"name":', 'null'])
    await assert.rejects(read('channels.create', [], input), UsageError);
});
