/** How long the audit log is kept, and erasing what it knows of a person (AUD-02, AUD-06). */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

/** A year is the least that the log may be kept; a century the most. */
export const retentionBounds = { leastDays: 365, mostDays: 36_500, defaultDays: 730 } as const;

const days = z.int().min(retentionBounds.leastDays).max(retentionBounds.mostDays);
const count = z.int().nonnegative();

const chosen = {
  /** Days that entries of the security store are kept at least. */
  securityDays: days,
  /** The same of the compliance store. The longer one governs what is removed: a log has one beginning. */
  complianceDays: days,
};

export const auditRetention = z.strictObject({
  ...chosen,
  /** Goes up with every change; a change names the one it was made from. */
  version: count,
  changedAt: shape.instant.nullable(),
  changedBy: id('principal').nullable(),
});
export type AuditRetention = z.output<typeof auditRetention>;

/** What would be removed at the next occasion, whole bundles of 256 only. */
const removal = z.strictObject({
  entries: count,
  /** Place of the oldest entry that would remain. */
  lowestIndex: count,
  /** When the newest of them was sealed; null when there are none. */
  until: shape.instant.nullable(),
});
export type AuditRemoval = z.output<typeof removal>;

const erasureReason = z.string().min(1).max(500).meta({
  description: 'Why, for instance the number of the request; it stands in the log, so name nobody in it',
});

const subject = { principalId: id('principal') };

export const auditRetentionOperations = {
  'audit.settings.get': operation({
    name: 'audit.settings.get',
    realm: 'tenant',
    effect: 'query',
    summary: 'How long the audit log is kept, where it begins today, and how many holds keep it whole.',
    input: shape.empty,
    output: z.strictObject({
      retention: auditRetention,
      /** Entries in the sealed log, removed ones included. */
      size: count,
      /** Place of the oldest entry that is still there. */
      lowestIndex: count,
      /** When entries were removed last; null: never. */
      prunedAt: shape.instant.nullable(),
      /** Legal holds in force. */
      holds: count,
      /** Removed soon under these settings. */
      due: removal,
    }),
    permission: 'audit.view',
    resource: 'Tenant',
    scope: 'audit:read',
    audit: none('settings, and nothing of what entries say'),
  }),
  'audit.settings.preview': operation({
    name: 'audit.settings.preview',
    realm: 'tenant',
    effect: 'query',
    summary: 'How many entries would be removed, and up to when, if the audit log were kept so long.',
    input: z.strictObject(chosen),
    output: z.strictObject({ now: removal, planned: removal }),
    permission: 'audit.manage',
    resource: 'Tenant',
    scope: 'audit:read',
    audit: none('numbers of entries, and nothing of what they say'),
  }),
  'audit.settings.set': operation({
    name: 'audit.settings.set',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Change how long the audit log is kept. What has been removed does not come back. Refused when somebody else has changed it meanwhile.',
    input: z.strictObject({ ...chosen, version: count.max(Number.MAX_SAFE_INTEGER) }),
    output: z.strictObject({ retention: auditRetention }),
    permission: 'audit.manage',
    resource: 'Tenant',
    scope: 'audit:write',
    audit: 'audit.retention_changed',
    sensitivity: 'sensitive',
  }),
  'audit.erasure.preview': operation({
    name: 'audit.erasure.preview',
    realm: 'tenant',
    effect: 'query',
    summary: 'How many personal fields of the audit log tell about somebody and could be erased.',
    input: z.strictObject(subject),
    output: z.strictObject({
      /** Fields of sealed entries. */
      fields: count,
      /** Entries that wait for their place. */
      waiting: count,
      holds: count,
    }),
    permission: 'privacy.manage',
    resource: 'Principal',
    scope: 'audit:read',
    audit: none('numbers of fields, and nothing of what they say'),
  }),
  'audit.erase': operation({
    name: 'audit.erase',
    realm: 'tenant',
    effect: 'command',
    summary:
      'Erase what personal fields of the audit log tell about somebody, for good. The entries stay, and so do all proofs.',
    input: z.strictObject({ ...subject, reason: erasureReason }),
    output: z.strictObject({
      /** Fields that were erased now. */
      fields: count,
      /** Entries that waited for their place, whose fields will not be kept. */
      waiting: count,
      /** False: there were more than one call removes; the rest goes in the background. */
      isComplete: z.boolean(),
    }),
    permission: 'privacy.manage',
    resource: 'Principal',
    scope: 'audit:write',
    audit: 'audit.erased',
    sensitivity: 'sensitive',
    limits: { cost: 10, bodyBytes: 4096 },
  }),
};
