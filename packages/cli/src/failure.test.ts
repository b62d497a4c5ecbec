import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CallError, describeFailure, exitCodes } from './failure.ts';

test('whoever has to prove who they are is told how to do it in a shell, and that it was refused', () => {
  const detail = 'Give it again, then repeat the call.';
  const refused = describeFailure(new CallError({ code: 'step_up_required', detail, requestId: 'req_1' }));
  assert.match(refused.error, /--as <name>/);
  assert.deepEqual(
    [refused.code, refused.exitCode, refused.requestId],
    ['step_up_required', exitCodes.refused, 'req_1'],
  );
  const other = describeFailure(new CallError({ code: 'unauthenticated', detail }));
  assert.equal(other.error, detail);
});
