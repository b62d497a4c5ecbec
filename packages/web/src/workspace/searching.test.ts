import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@wardroom/contract';
import type { Workspace } from './model.ts';
import { clearSearch, search, searchAgain, searchOf, searchOlder, typeQuery } from './searching.ts';
import { message } from './testing.ts';

interface Answer {
  readonly messages: readonly Message[];
  readonly complete: boolean;
  readonly next?: string | null;
}

function page(answers: readonly (Answer | 'refused')[]) {
  const left = [...answers];
  const asked: { limit: number; before?: string }[] = [];
  const call = async (_name: string, input: { limit: number; before?: string }) => {
    asked.push(input);
    const answer = left.shift();
    if (answer === undefined || answer === 'refused')
      throw Object.assign(new Error('refused'), { code: 'unavailable', status: 503 });
    return { terms: [], unknown: [], next: null, ...answer };
  };
  const tabStorage = { read: () => null, write: () => true, keys: () => [] };
  const workspace = { call, environment: { tabStorage, timeZone: 'UTC' } } as unknown as Workspace;
  typeQuery(workspace, 'van');
  const shown = () =>
    searchOf(workspace)
      .get()
      .found?.messages.map(({ channelSeq }) => channelSeq);
  return { workspace, asked, shown };
}

test('while the index is rebuilt what was found stays, and only the whole index takes something away', async () => {
  const { workspace, shown, asked } = page([
    { messages: [message(9), message(4)], complete: false },
    { messages: [message(9), message(7)], complete: false },
    'refused',
    { messages: [message(9), message(7), message(1)], complete: true },
  ]);
  await search(workspace);
  assert.deepEqual(shown(), [9, 4]);
  await searchAgain(workspace);
  assert.deepEqual(shown(), [9, 7, 4]);
  await searchAgain(workspace);
  assert.deepEqual([shown(), searchOf(workspace).get().failure], [[9, 7, 4], null]);
  await searchAgain(workspace);
  assert.deepEqual(shown(), [9, 7, 1]);
  await searchAgain(workspace);
  assert.equal(asked.length, 4, 'a whole index is not asked again');
});

test('asking again brings as much as is shown, and older results still follow', async () => {
  const many = (from: number, count: number) => Array.from({ length: count }, (_, at) => message(from - at));
  const { workspace, shown, asked } = page([
    { messages: many(99, 20), complete: false, next: 'msg_80' },
    { messages: many(79, 10), complete: false, next: null },
    { messages: many(99, 30), complete: false, next: null },
  ]);
  await search(workspace);
  await searchOlder(workspace);
  await searchAgain(workspace);
  assert.deepEqual(
    asked.map(({ limit, before = null }) => [limit, before]),
    [
      [20, null],
      [20, 'msg_80'],
      [30, null],
    ],
  );
  assert.equal(shown()?.length, 30);
});

test('an answer that comes after the search was cleared is not shown', async () => {
  const { workspace, shown } = page([{ messages: [message(1)], complete: true }]);
  const asking = search(workspace);
  clearSearch(workspace);
  await asking;
  assert.equal(shown(), undefined);
});
