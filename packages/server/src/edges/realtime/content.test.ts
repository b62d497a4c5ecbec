import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message, Uuid } from '@wardroom/contract';
import { JustSent, type StoredEvent } from '../../kernel/event-log/event.ts';
import { takeJustSent } from './content.ts';

const idOf = (n: number) => `01890000-0000-7000-8000-00000000000${n}` as Uuid;
const sent = (seq: number, messageId: Uuid): StoredEvent => ({
  seq,
  type: 'message.sent',
  at: 0,
  actorId: null,
  messageId,
  justSent: new JustSent({ body: 'secret' } as Message),
});
const edited = (seq: number, messageId: Uuid): StoredEvent => ({
  seq,
  type: 'message.edited',
  at: 0,
  actorId: null,
  messageId,
});

test('what was just sent is taken once, and events that are kept keep no text', () => {
  const events = [sent(1, idOf(1)), sent(2, idOf(2))];
  assert.deepEqual([...takeJustSent(events).keys()], [idOf(1), idOf(2)]);
  assert.equal(takeJustSent(events).size, 0);
  for (const { justSent } of events) assert.equal(justSent?.take(), null);
});

test('a message that another of the events has changed is read', () => {
  const events = [sent(1, idOf(1)), sent(2, idOf(2)), edited(3, idOf(1))];
  assert.deepEqual([...takeJustSent(events).keys()], [idOf(2)]);
});
