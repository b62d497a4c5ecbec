/** The door of the retention of the audit log. What removes entries is in the kernel (audit/pruning). */
import { type HoldRegister, noHolds } from '../../kernel/audit/pruning/index.ts';
import type { Implementation } from '../../kernel/implementation.ts';
import type { Tasks } from '../../kernel/jobs/task.ts';
import { eraseSubject, eraseTask, eraseTheRest, previewErasure } from './erase.ts';
import { changeRetention, previewRetention, showRetention } from './settings.ts';

export const auditRetentionImplementations = (holds: HoldRegister = noHolds): Implementation[] => [
  showRetention(holds),
  previewRetention(),
  changeRetention(),
  previewErasure(holds),
  eraseSubject(holds),
];

export const auditRetentionTasks = (holds: HoldRegister = noHolds): Tasks => ({
  [eraseTask]: eraseTheRest(holds),
});
