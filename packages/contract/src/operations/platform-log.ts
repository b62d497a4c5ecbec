/** The log of the platform, verified and taken along like that of a workspace (AUD-04, AUD-05), and the keys of all logs. */
import * as z from 'zod';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';
import { auditProofOperations } from './audit-proofs.ts';

const ofTenants = {
  checkpoint: auditProofOperations['audit.checkpoint'],
  proof: auditProofOperations['audit.proof'],
  consistency: auditProofOperations['audit.consistency'],
  begin: auditProofOperations['audit.exports.begin'],
  read: auditProofOperations['audit.exports.read'],
};

const platform = {
  realm: 'platform',
  permission: 'operator',
  resource: 'Deployment',
  scope: 'platform',
} as const;

export const platformLogOperations = {
  'directory.auditCheckpoint': operation({
    ...platform,
    name: 'directory.auditCheckpoint',
    effect: 'query',
    summary: 'The newest signed checkpoint of the platform log, with the keys that sign it.',
    input: shape.empty,
    output: ofTenants.checkpoint.output,
    audit: none('a signature over a number and a hash, and nothing of what entries say'),
  }),
  'directory.auditProof': operation({
    ...platform,
    name: 'directory.auditProof',
    effect: 'query',
    summary: 'One entry of the platform log with all that shows it to be there.',
    input: ofTenants.proof.input,
    output: ofTenants.proof.output,
    audit: none('operators only; each write is in it'),
  }),
  'directory.auditConsistency': operation({
    ...platform,
    name: 'directory.auditConsistency',
    effect: 'query',
    summary: 'Hashes that show the platform log of one size to be the beginning of that of a later size.',
    input: ofTenants.consistency.input,
    output: ofTenants.consistency.output,
    audit: none('hashes, and nothing of what entries say'),
  }),
  'directory.beginAuditExport': operation({
    ...platform,
    name: 'directory.beginAuditExport',
    effect: 'command',
    summary: 'Begin an export of the platform log with all of its proofs.',
    input: ofTenants.begin.input,
    output: ofTenants.begin.output,
    audit: 'audit.exported',
    sensitivity: 'sensitive',
  }),
  'directory.readAuditExport': operation({
    ...platform,
    name: 'directory.readAuditExport',
    effect: 'query',
    summary: 'The next pieces of an export of the platform log. Any cursor can be read again.',
    input: ofTenants.read.input,
    output: ofTenants.read.output,
    limits: { cost: 5, bodyBytes: 4_096 },
    audit: none('pieces of an export whose beginning is on record'),
  }),
  'directory.rotateAuditKey': operation({
    ...platform,
    name: 'directory.rotateAuditKey',
    effect: 'command',
    summary:
      'Make the next key of the audit logs before its time. It signs from a quarter of an hour later on; for two weeks the one before signs, too.',
    input: z.strictObject({ reason: shape.line(500) }),
    output: z.strictObject({
      generation: z.int().positive(),
      signsFrom: shape.instant,
      previousUntil: shape.instant,
    }),
    audit: 'audit.key_rotated',
    sensitivity: 'sensitive',
    limits: { cost: 10, bodyBytes: 4_096 },
  }),
};
