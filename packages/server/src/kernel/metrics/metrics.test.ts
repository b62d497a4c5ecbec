import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics } from './index.ts';

test('counters and gauges carry closed labels; made-up operation names are one label', async () => {
  const metrics = createMetrics();
  metrics.answered('messages.send', 'ok', 3);
  metrics.answered('nonsense.of_a_scanner', 'unknown_operation', 1);
  metrics.refused('origin_refused');
  metrics.committed(4);
  metrics.sealed({ entries: 5, checkpoints: 1 });
  let uses = [{ domain: 'messages', kind: 'encrypt', count: 7 }];
  metrics.observe({
    laneDepth: () => 2,
    pools: { read: { totalCount: 5, idleCount: 3, waitingCount: 1 } },
    sockets: () => 9,
    connections: () => 11,
    limitBuckets: () => 1,
    feeds: () => ({ failing: 1, entries: 7, lagMs: 3_000 }),
    audit: () => ({ lagMs: 1_500, stuck: 2 }),
    trust: () => ({ witnesses: { lagMs: 2_500, failing: 1 }, anchors: { lagMs: 3_500, failing: 2 } }),
    drainKeyUses: () => uses.splice(0),
  });
  const text = await metrics.print();
  for (const line of [
    'wardroom_operations_total{operation="messages.send",code="ok"} 1',
    'wardroom_operations_total{operation="unknown",code="unknown_operation"} 1',
    'wardroom_operation_seconds_count{operation="messages.send"} 1',
    'wardroom_requests_refused_total{code="origin_refused"} 1',
    'wardroom_events_total 4',
    'wardroom_lane_depth 2',
    'wardroom_sockets 9',
    'wardroom_audit_sealed_total 5',
    'wardroom_audit_checkpoints_total 1',
    'wardroom_audit_lag_seconds 1.5',
    'wardroom_audit_stuck_tenants 2',
    'wardroom_audit_witness_lag_seconds 2.5',
    'wardroom_audit_witnesses_failing 1',
    'wardroom_audit_anchor_lag_seconds 3.5',
    'wardroom_audit_anchors_failing 2',
    'wardroom_pool_connections{pool="read",state="busy"} 2',
    'wardroom_key_uses_total{domain="messages",kind="encrypt"} 7',
  ])
    assert.ok(text.includes(`${line}\n`), line);
  assert.ok(!text.includes('nonsense'));
  uses = [{ domain: 'messages', kind: 'encrypt', count: 1 }];
  assert.match(await metrics.print(), /key_uses_total\{domain="messages",kind="encrypt"\} 8\n/);
});
