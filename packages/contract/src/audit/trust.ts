/** Who signs the audit log, and who vouches for it from outside. */
import { family, number, ocsf, text, time, written } from './declare.ts';

export const trustEvents = family({
  'audit.key_rotated': {
    ...{ store: 'both', severity: 'high', ocsf: ocsf('entity', 'update') },
    says: 'A new key signs the audit log; for a time both do. In the log of the platform: it was made; in that of a workspace: it signs.',
    fields: { generation: number, signsFrom: time, previousUntil: time, reason: written },
  },
  'audit.witness_refused': {
    ...{ store: 'security', severity: 'critical', ocsf: ocsf('entity', 'update') },
    says: 'A witness has seen another history of the directory than this deployment has: a restored backup, or rewritten rows.',
    fields: { witness: text, size: number, code: text },
  },
});
