/** The door of feeds of the audit log. What brings entries there is in the kernel (audit/feeds, audit/outlets). */
import type { OutletParts } from '../../kernel/audit/feeds/index.ts';
import type { Implementation } from '../../kernel/implementation.ts';
import {
  createSink,
  pauseSink,
  removeSink,
  replaySink,
  resumeSink,
  testSink,
  updateAuditSink,
} from './change.ts';
import { dropDeadLetters, replayLetters } from './letters.ts';
import { probeSink } from './probe.ts';
import { listAuditSinks, listDeadLetters } from './read.ts';

export interface AuditSinkDeps extends Pick<OutletParts, 'egress'> {
  /** What the operator has set aside for feeds of kind `file`; null: nothing. */
  readonly feedDirectory: string | null;
}

export function auditSinkImplementations({ egress, feedDirectory }: AuditSinkDeps): Implementation[] {
  const hasFiles = feedDirectory !== null;
  return [
    listAuditSinks(hasFiles),
    createSink(hasFiles),
    updateAuditSink(hasFiles),
    removeSink(),
    pauseSink(),
    resumeSink(),
    testSink(),
    probeSink({ egress, fileDirectory: feedDirectory }),
    replaySink(),
    listDeadLetters(),
    replayLetters(),
    dropDeadLetters(),
  ];
}
