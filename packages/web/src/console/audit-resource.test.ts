import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceOf } from './audit-resource.ts';

const about = (type: string, resourceKind: string, resourceId: string | null) =>
  resourceOf({ type, resourceKind, resourceId });

test('what was made in the workspace is named as what it is', () => {
  assert.deepEqual(about('channel.created', 'Tenant', 'ten_01a'), {
    kind: 'console.audit.kind.channel',
    id: 'chn_01a',
  });
  assert.deepEqual(about('invitation.created', 'Tenant', 'ten_01b'), {
    kind: 'console.audit.kind.invitation',
    id: 'inv_01b',
  });
});

test('the workspace itself, refusals and unknown kinds stay what they are', () => {
  assert.deepEqual(about('tenant.updated', 'Tenant', 'ten_01a'), {
    kind: 'console.audit.kind.tenant',
    id: 'ten_01a',
  });
  assert.deepEqual(about('request.refused', 'Channel', 'chn_01a').id, 'chn_01a');
  assert.deepEqual(about('request.refused', 'Tenant', null), { kind: 'console.audit.kind.tenant', id: null });
  assert.deepEqual(about('future.thing', 'Future', 'fut_01a'), { kind: null, id: 'fut_01a' });
});
