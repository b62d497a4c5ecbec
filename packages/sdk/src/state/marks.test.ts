/** Pages and events about the same message come in any order; what they leave is the newest of each part. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChannelId, Message, MessageId, PrincipalId } from '@wardroom/contract';
import fc from 'fast-check';
import { applyEvent, type Snapshot, type State, stateFromSnapshot, withPage, withThread } from './index.ts';

const channelId = 'chn_a' as ChannelId;
const author = 'prn_a' as PrincipalId;
const empty = stateFromSnapshot({
  me: { id: author },
  channels: [{ id: channelId, lastSeq: 0, membership: { lastReadSeq: 0, unread: 0, mentions: 0 } }],
  people: [],
  permissions: [],
} as unknown as Snapshot);

const base: Message = {
  ...{
    id: 'msg_1' as MessageId,
    channelId,
    channelSeq: 1,
    authorId: author,
    threadRootId: null,
    clientKey: null,
  },
  ...{
    body: 'text 1',
    mentions: [],
    mentionsAll: false,
    sentAt: 1,
    editedAt: null,
    redactedAt: null,
    revision: 1,
  },
  ...{ replyCount: 0, lastReplyAt: null, reactions: [], pinnedAt: null, pinnedBy: null, marksRevision: 0 },
};

/** One message as it was after each of its changes: each raises one of its two revisions. */
function history(changes: readonly boolean[]): Message[] {
  const forms = [base];
  for (const [index, isMark] of changes.entries()) {
    const last = forms.at(-1) ?? base;
    const marked = { marksRevision: last.marksRevision + 1, pinnedAt: index + 10, pinnedBy: author };
    const edited = { revision: last.revision + 1, body: `text ${last.revision + 1}`, editedAt: index + 10 };
    forms.push({ ...last, ...(isMark ? marked : edited) });
  }
  return forms;
}

const arrival = fc.record({ page: fc.boolean(), form: fc.nat(12), thread: fc.boolean() });

test('a page that was read before an event undoes nothing of it, whatever comes first', () => {
  fc.assert(
    fc.property(
      fc.array(fc.boolean(), { maxLength: 10 }),
      fc.array(arrival, { maxLength: 12 }),
      (changes, late) => {
        const forms = history(changes);
        const newest = forms.at(-1) ?? base;
        let state: State = applyEvent(empty, { type: 'message.sent', message: base });
        state = withThread(state, { root: base, replies: [], hasAfter: false });
        const page = (message: Message) => ({ messages: [message], hasBefore: false, hasAfter: false });
        for (const message of forms.slice(1)) state = applyEvent(state, { type: 'message.marked', message });
        for (const { form, thread } of late) {
          const message = forms[form % forms.length] ?? base;
          if (thread) state = withThread(state, { root: message, replies: [], hasAfter: false });
          else state = withPage(state, channelId, page(message), 'replace');
        }
        assert.deepEqual(state.windows[channelId]?.messages, [newest]);
        assert.deepEqual(state.threads[base.id]?.root, newest);
      },
    ),
  );
});

test('replies are counted once, whether the page of the root is ahead of the events or behind them', () => {
  const reply = (index: number): Message => ({
    ...base,
    ...{
      id: `msg_r${index}` as MessageId,
      threadRootId: base.id,
      channelSeq: index + 2,
      sentAt: 100 + index,
    },
  });
  /** The root as a page shows it after so many replies. */
  const rootAfter = (count: number): Message => ({
    ...base,
    replyCount: count,
    lastReplyAt: count === 0 ? null : 99 + count,
  });
  const total = 12;
  fc.assert(
    fc.property(
      fc.nat(total),
      fc.array(fc.record({ after: fc.nat(total), shows: fc.nat(total) }), { minLength: 1, maxLength: 6 }),
      (from, pages) => {
        let state = empty;
        let shown = 0;
        for (let index = from; index <= total; index += 1) {
          for (const { shows } of pages.filter(({ after }) => after === index)) {
            // The stream is at `index`: a page is from any time since the client began.
            const count = Math.max(from, shows);
            const page = { messages: [rootAfter(count)], hasBefore: false, hasAfter: false };
            state = withPage(state, channelId, page, 'replace');
            shown += 1;
          }
          if (index < total) state = applyEvent(state, { type: 'message.sent', message: reply(index) });
        }
        if (shown === 0) return;
        assert.deepEqual(state.windows[channelId]?.messages[0], rootAfter(total));
      },
    ),
    { numRuns: 500 },
  );
});
