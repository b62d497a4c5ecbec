import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grantableInChannel } from '../../../policy/src/index.ts';
import { grantable } from './grantable.ts';

test('everything that a channel can give is offered, and nothing else', () => {
  assert.deepEqual([...grantable].sort(), [...grantableInChannel].sort());
});
