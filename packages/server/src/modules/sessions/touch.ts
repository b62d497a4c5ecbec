/**
 * Writes down that sessions are in use, which extends their idle life. It must never bring a session back: the statement
 * touches only living ones.
 */
import type { Identity } from '../../kernel/call.ts';
import { createUseNotes, type UseNotesDeps } from '../../kernel/uses/index.ts';
import { touchIntervalMs } from './policy.ts';
import { writeTouched } from './store.ts';

export interface SessionTouch {
  /** To be called once a call of this session has been allowed. Returns at once. */
  touch(identity: Identity): void;
  /** Resolves when nothing is being written; for shutting down. */
  settled(): Promise<void>;
}

export function createSessionTouch(deps: UseNotesDeps): SessionTouch {
  const notes = createUseNotes({
    ...deps,
    operation: 'sessions.touch',
    everyMs: touchIntervalMs,
    write: writeTouched,
  });
  return {
    touch({ kind, id, tenantId }) {
      if (kind === 'session') notes.used(tenantId, id);
    },
    settled: () => notes.settled(),
  };
}
