import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inputOf, readQuestion, writeQuestion } from './question.ts';

const principal = 'prn_01kzzzzzzzzzzzzzzzzzzzzzzz';
const message = 'msg_01kzzzzzzzzzzzzzzzzzzzzzzz';
const channel = 'chn_01kzzzzzzzzzzzzzzzzzzzzzzz';

test('a question in the address is asked again as it was', () => {
  const asked = {
    ...readQuestion({ principal, permission: 'message.write', channel }),
    ...{ address: '10.0.0.7', at: '2026-01-05T09:00:00.000Z', device: 'mobile', scopes: 'chat:write' },
  };
  const again = readQuestion(writeQuestion(asked));
  assert.deepEqual(again, asked);
  assert.deepEqual(inputOf(again), {
    principalId: principal,
    permission: 'message.write',
    channelId: channel,
    scopes: ['chat:write'],
    context: { address: '10.0.0.7', at: Date.UTC(2026, 0, 5, 9), device: 'mobile' },
  });
});

test('a link to a message is a question about that message alone', () => {
  const link = `https://acme.example/c/${channel}/${message}?x=1`;
  const filters = writeQuestion({ ...readQuestion({ principal, channel }), message: link });
  assert.equal(filters.message, message);
  assert.equal(filters.channel, undefined);
});

test('without somebody nothing is asked, and an unknown permission is none', () => {
  assert.equal(inputOf(readQuestion({})), null);
  assert.equal(readQuestion({ permission: 'toString' }).permission, 'channel.read');
});
