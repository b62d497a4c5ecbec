import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Uuid } from '@wardroom/contract';
import fc from 'fast-check';
import { channelPath, isWithin, messagePath, parsePrefix, tenantPath } from './prefix.ts';

const uuid = fc.uuid().map((text) => text as Uuid);

test('a prefix ends where a name ends: chn_4 is not the beginning of chn_42', () => {
  assert.ok(isWithin('t/chan/4/', 't/chan/4/msg/1/'));
  assert.ok(isWithin('t/chan/4/', 't/chan/4/'));
  assert.ok(!isWithin('t/chan/4/', 't/chan/42/'));
  assert.ok(!isWithin('t/chan/4', 't/chan/42/'));
  assert.ok(!isWithin('t/chan/4', 't/chan/4/'));
  assert.ok(!isWithin('', 't/chan/4/'));
  assert.ok(!isWithin('t/chan/4/', 't/chan/4'));
  assert.ok(!isWithin('t/chan/4/', 't/'));
});

test('what is in a channel is within that channel and its tenant, and within no other', () => {
  fc.assert(
    fc.property(uuid, uuid, uuid, uuid, (tenant, channel, other, message) => {
      fc.pre(channel !== other && tenant !== other);
      const path = messagePath(tenant, channel, message);
      assert.ok(isWithin(tenantPath(tenant), path) && isWithin(channelPath(tenant, channel), path));
      assert.ok(!isWithin(channelPath(tenant, other), path) && !isWithin(channelPath(other, channel), path));
      assert.deepEqual(parsePrefix(path, tenant), { channelId: channel, messageId: message });
      assert.deepEqual(parsePrefix(channelPath(tenant, channel), tenant), {
        channelId: channel,
        messageId: null,
      });
      assert.equal(parsePrefix(path, other), null);
      assert.equal(parsePrefix(path.slice(0, -1), tenant), null);
      assert.equal(parsePrefix(`${path}x/`, tenant), null);
      assert.equal(parsePrefix(tenantPath(tenant), tenant), null);
    }),
    { numRuns: 300, seed: 1 },
  );
});
