import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '@wardroom/contract';
import { createFormats } from '../ui/formats.ts';
import type { Outgoing } from '../workspace/state.ts';
import { me, message, noon } from '../workspace/testing.ts';
import { type Row, type RowsInput, rowsOf } from './rows.ts';

const { dayKey } = createFormats('en-GB', 'UTC');
const dayMs = 86_400_000;

const rows = (
  messages: readonly Message[],
  change: Partial<RowsInput> & { hasBefore?: boolean; hasAfter?: boolean } = {},
) => {
  const { hasBefore = false, hasAfter = false, ...rest } = change;
  return rowsOf({
    timeline: { messages, hasBefore, hasAfter },
    pageStarts: new Set(),
    outgoing: [],
    me: me.id,
    unreadAfter: null,
    dayOf: dayKey,
    ...rest,
  });
};
const show = (list: readonly Row[]): string =>
  list
    .map((row) => {
      if (row.kind === 'message') return `${row.continued ? '+' : ''}${row.message.channelSeq}`;
      return row.kind === 'outgoing' ? `${row.continued ? '+' : ''}out` : row.kind;
    })
    .join(' ');

const outgoing = (at: number): Outgoing => ({
  clientKey: `key-${at}`,
  channelId: 'chn_a',
  threadRootId: null,
  body: 'x',
  at,
  progress: 'sending',
  failure: null,
});

test('one author shortly after another message is not named again', () => {
  const later = noon + 6 * 60_000;
  const list = [
    message(1),
    message(2),
    message(3, { authorId: 'prn_x' }),
    message(4, { authorId: 'prn_x', sentAt: later }),
  ];
  assert.equal(show(rows(list)), 'start day 1 +2 3 4');
});

test('a tombstone stands alone, and whoever writes after it is named again', () => {
  assert.equal(
    show(rows([message(1), message(2, { redactedAt: noon, body: null }), message(3)])),
    'start day 1 2 3',
  );
});

test('every day begins with its line, the first one only when nothing is before it', () => {
  const list = [message(1), message(2, { sentAt: noon + dayMs })];
  assert.equal(show(rows(list)), 'start day 1 day 2');
  assert.equal(show(rows(list, { hasBefore: true })), '1 day 2');
});

test('an older page leaves every row that was there as it was', () => {
  const newer = [message(3), message(4)];
  const starts = new Set([newer[0]?.id ?? 'msg_']);
  const before = rows(newer, { hasBefore: true, pageStarts: starts });
  const after = rows([message(1), message(2), ...newer], { hasBefore: true, pageStarts: starts });
  assert.deepEqual(after.slice(-before.length), before);
});

test('the unread line stands before the first unread message of somebody else', () => {
  const list = [message(1), message(2), message(3)];
  assert.equal(show(rows(list, { unreadAfter: 1 })), 'start day 1 unread 2 +3');
  assert.equal(show(rows(list, { unreadAfter: 3 })), 'start day 1 +2 +3');
  assert.equal(
    show(rows([message(1), message(2, { authorId: me.id })], { unreadAfter: 1 })),
    'start day 1 2',
  );
});

test('the unread line is left out where it would stand in the wrong place', () => {
  assert.equal(show(rows([message(8), message(9)], { unreadAfter: 3, hasBefore: true })), '8 +9');
});

test('what is being sent comes last, and not at all where the end is not loaded', () => {
  const mine = message(1, { authorId: me.id });
  const sending = [outgoing(mine.sentAt + 1), outgoing(mine.sentAt + 2)];
  assert.equal(show(rows([mine], { outgoing: sending })), 'start day 1 +out +out');
  assert.equal(show(rows([mine], { outgoing: sending, hasAfter: true })), 'start day 1');
});

test('a message keeps its row when the server has acknowledged it', () => {
  const sending = outgoing(noon);
  const before = rows([], { outgoing: [sending] }).find(({ kind }) => kind === 'outgoing');
  const sent = message(1, { authorId: me.id, clientKey: sending.clientKey });
  const after = rows([sent]).find(({ kind }) => kind === 'message');
  assert.equal(before?.key, after?.key);
});

test('no two rows share a key', () => {
  const list = [message(1), message(2, { sentAt: noon + dayMs }), message(3, { clientKey: 'key-1' })];
  const keys = rows(list, { outgoing: [outgoing(noon), outgoing(noon + dayMs)], unreadAfter: 2 }).map(
    ({ key }) => key,
  );
  assert.equal(new Set(keys).size, keys.length);
});
