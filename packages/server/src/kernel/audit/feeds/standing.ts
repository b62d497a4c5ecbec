/** How a feed stands after a delivery, and what the log says when it stops. */
import {
  encodeId,
  type SinkFault,
  type SinkKind,
  type SinkState,
  sinkBounds,
  type Uuid,
} from '@wardroom/contract';
import type { Random } from '../../random.ts';
import type { AuditEntry } from '../entry.ts';
import type { Delivered } from './deliver.ts';
import { pauseMs } from './patience.ts';
import type { SinkRow } from './store.ts';

export interface Standing {
  readonly state: SinkState;
  readonly dueAt: number;
  readonly failures: number;
  readonly failingSince: number | null;
  readonly fault: SinkFault | null;
  readonly faultStatus: number | null;
  readonly faultAt: number | null;
  readonly deliveredAt: number | null;
}

interface Moment {
  readonly now: number;
  /** Nothing more waits. */
  readonly isAll: boolean;
  readonly gatherMs: number;
  readonly random: Random;
}

/** Only failures for so long: nobody looks, and somebody should. */
const mostFailingMs = sinkBounds.failingDays * 86_400_000;

export function standingAfter(
  sink: SinkRow,
  { done, hasArrived, fault }: Delivered,
  { now, isAll, gatherMs, random }: Moment,
): Standing {
  const deliveredAt = hasArrived ? now : sink.delivered_at;
  if (fault === null) {
    const last = { fault: sink.fault, faultStatus: sink.fault_status, faultAt: sink.fault_at };
    const dueAt = now + (isAll ? gatherMs : 0);
    return { state: sink.state, dueAt, failures: 0, failingSince: null, ...last, deliveredAt };
  }
  const failures = done > 0 ? 1 : sink.failures + 1;
  const failingSince = done > 0 ? now : (sink.failing_since ?? now);
  const dueAt = now + Math.max(pauseMs(failures, random), fault.retryAfterMs ?? 0);
  const state = sink.state === 'active' && now - failingSince >= mostFailingMs ? 'stopped' : sink.state;
  const told = { fault: fault.fault, faultStatus: fault.status, faultAt: now };
  return { state, dueAt, failures, failingSince, ...told, deliveredAt };
}

export interface StoppedFeed {
  readonly tenantId: Uuid;
  readonly sinkId: Uuid;
  readonly name: string;
  readonly kind: SinkKind;
}

export const stoppedEntry = (
  { tenantId, sinkId, name, kind }: StoppedFeed,
  { failures, fault }: Standing,
  { nextIndex, requestId }: { readonly nextIndex: number; readonly requestId: Uuid },
): AuditEntry => ({
  ...{ type: 'audit.sink_stopped', outcome: 'failure', actorType: 'system', actorId: null },
  ...{ action: 'audit.feed', resourceKind: 'Tenant', resourceId: tenantId, credentialId: null },
  ...{ address: null, requestId },
  metadata: { sink: encodeId('auditSink', sinkId), kind, name, next: nextIndex, failures, fault },
});
