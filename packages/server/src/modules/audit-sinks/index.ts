/** The door of feeds of the audit log. What brings entries there is in the kernel (audit/feeds, audit/outlets). */
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
import { listAuditSinks, listDeadLetters } from './read.ts';

export interface AuditSinkDeps {
  /** Whether the operator has set a directory aside for feeds of kind `file`. */
  readonly hasFeedDirectory: boolean;
}

export const auditSinkImplementations = ({ hasFeedDirectory }: AuditSinkDeps): Implementation[] => [
  listAuditSinks(hasFeedDirectory),
  createSink(hasFeedDirectory),
  updateAuditSink(hasFeedDirectory),
  removeSink(),
  pauseSink(),
  resumeSink(),
  testSink(),
  replaySink(),
  listDeadLetters(),
];
