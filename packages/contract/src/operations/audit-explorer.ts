/**
 * Reading the audit log of a workspace (AUD-07, AUD-08). `audit.list` is the one search: it carries every filter, and
 * pages both ways. `audit.tail` follows the sealed log by place, so that nothing is missed and nothing comes twice.
 */
import * as z from 'zod';
import { type AuditFamily, actorTypes, auditFamilies, auditSeverities } from '../audit/index.ts';
import { decodeId, type IdKind, id, idKinds } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const families = Object.keys(auditFamilies) as [AuditFamily, ...AuditFamily[]];
const auditType = z
  .string()
  .max(64)
  .regex(/^[a-z_.]+$/, 'a type of audit entry');
const outcome = z.enum(['success', 'failure', 'blocked']);
/** What the answer was drawn from: the stores that the caller may read. */
const stores = z.array(z.enum(['security', 'compliance'])).max(2);

/** An id of one of these kinds. */
const idOf = (...kinds: readonly IdKind[]) =>
  z
    .string()
    .max(40)
    .refine((text) => kinds.some((kind) => decodeId(kind, text) !== undefined), {
      error: `expected an identifier ${kinds.map((kind) => `${idKinds[kind]}_…`).join(', ')}`,
    });

/** What an entry may be about. */
const resourceKinds = [
  ...(['principal', 'channel', 'message', 'session', 'credential', 'token', 'client', 'grant'] as const),
  ...(['invitation', 'domain', 'role', 'group', 'policyVersion', 'decision', 'breakGlass'] as const),
];
const resourceId = z.union([id('tenant'), idOf(...resourceKinds)]);

/** All that are given must hold. */
const filters = {
  /** Who did it. */
  actor: id('principal').optional(),
  /** On whose behalf, or to whom, it was done. */
  subject: id('principal').optional(),
  actorType: z.enum(actorTypes).optional(),
  /** Name of an operation. */
  action: z
    .string()
    .max(80)
    .regex(/^[a-zA-Z.]+$/, 'the name of an operation')
    .optional(),
  outcome: outcome.optional(),
  resource: resourceId.optional(),
  /** The session, key or access token that it was done with. */
  credential: z.union([id('token'), idOf('credential', 'session')]).optional(),
  request: id('request').optional(),
  type: auditType.optional(),
  family: z.enum(families).optional(),
  /** Entries that belong to both stores are in either. */
  store: z.enum(['security', 'compliance']).optional(),
  /** Of types that have this severity today. */
  severity: z.enum(auditSeverities).optional(),
  /** At this time or later. */
  from: shape.instant.optional(),
  /** Before this time. */
  to: shape.instant.optional(),
};

const stepMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
const mostBuckets = 1_500;
const count = z.int().nonnegative();

/** As they were written: what they name is looked up when they are used, and not before. */
const savedFilters = z.strictObject({
  ...filters,
  actor: idOf('principal').optional(),
  subject: idOf('principal').optional(),
  resource: idOf('tenant', ...resourceKinds).optional(),
  credential: idOf('token', 'credential', 'session').optional(),
  request: idOf('request').optional(),
  /** The last so many milliseconds, whenever it is looked at. */
  spanMs: z.int().min(60_000).max(315_360_000_000).optional(),
});
const auditView = z.strictObject({
  id: id('auditView'),
  name: shape.line(80),
  filters: savedFilters,
  /** Shown to everybody who may read the log. */
  isShared: z.boolean(),
  isOwn: z.boolean(),
  savedBy: id('principal'),
  savedAt: shape.instant,
});

const reading = {
  realm: 'tenant',
  permission: 'audit.view',
  resource: 'Tenant',
  scope: 'audit:read',
} as const;

export const auditOperations = {
  'audit.list': operation({
    ...reading,
    name: 'audit.list',
    effect: 'query',
    summary: 'Entries of the audit log, newest first: by who, what, on what, with what, outcome and time.',
    input: z.strictObject({
      ...filters,
      /** Older than this entry. */
      before: id('auditEntry').optional(),
      /** The nearest that are newer than this entry; with `before`, the newest between the two. */
      after: id('auditEntry').optional(),
      limit: shape.limit(200, 50),
    }),
    output: z.strictObject({
      entries: z.array(shape.auditEntryView),
      /** Where to go on in the same direction; null: there is no more. */
      next: id('auditEntry').nullable(),
      /** False: it stopped looking before the page was full, since too many entries in a row did not fit. Go on at `next`. */
      isComplete: z.boolean(),
      stores,
    }),
    audit: 'audit.viewed',
  }),
  'audit.tail': operation({
    ...reading,
    name: 'audit.tail',
    effect: 'query',
    summary:
      'What was added to the sealed log since a place in it, oldest first; without a place, where the log ends now. Made to be asked again and again: whoever follows is on record once in five minutes.',
    input: z.strictObject({
      ...filters,
      after: count.max(Number.MAX_SAFE_INTEGER).optional(),
      limit: shape.limit(200, 100),
    }),
    output: z.strictObject({
      entries: z.array(shape.auditEntryView),
      /** Ask for what comes after this next. */
      next: count,
      /** False: there is more already. */
      isCaughtUp: z.boolean(),
      stores,
    }),
    audit: 'audit.viewed',
    auditEveryMs: 300_000,
  }),
  'audit.get': operation({
    ...reading,
    name: 'audit.get',
    effect: 'query',
    summary:
      'One entry of the audit log with everything that is known of it, and its bytes as they stand in the tree.',
    input: z.strictObject({ entryId: id('auditEntry') }),
    output: z.strictObject({
      entry: shape.auditEntryView,
      family: z.enum(families).nullable(),
      severity: z.enum(auditSeverities).nullable(),
      /** What its type means. */
      says: z.string(),
      /** Where its type tells what was before and what is now. */
      change: z.strictObject({ before: z.string().nullable(), after: z.string().nullable() }).nullable(),
      /** When it got its place; null while it waits. */
      sequencedAt: shape.instant.nullable(),
      /** Fields about people; of one that was erased, the commitment remains. */
      personal: z.array(z.strictObject({ field: z.string(), commitment: z.string(), isErased: z.boolean() })),
      /** The canonical JSON that was hashed into the tree, made from the stored row. */
      raw: z.string().nullable(),
      /** RFC 6962 hash of the leaf as stored, in hexadecimal. */
      leafHash: z.string().nullable(),
    }),
    audit: 'audit.viewed',
  }),
  'audit.histogram': operation({
    ...reading,
    name: 'audit.histogram',
    effect: 'query',
    summary: 'How many entries there were in each minute, hour or day (UTC), by outcome.',
    input: z
      .strictObject({
        ...filters,
        from: shape.instant,
        to: shape.instant,
        step: z.enum(['minute', 'hour', 'day']).default('hour'),
      })
      .refine(({ from, to, step }) => to - from <= stepMs[step] * mostBuckets, {
        error: `at most ${mostBuckets} steps`,
        path: ['step'],
      }),
    output: z.strictObject({
      /** Those with entries, oldest first; `at` is the beginning of one. The first and the last are whole. */
      buckets: z.array(z.strictObject({ at: shape.instant, success: count, failure: count, blocked: count })),
      /** False: too many entries to count them all; what is older than `countedFrom` is not in it. */
      isExact: z.boolean(),
      countedFrom: shape.instant,
      stores,
    }),
    limits: { cost: 3, bodyBytes: 16_384 },
    audit: none('numbers of entries, and nothing of what they say'),
  }),
  'audit.facets': operation({
    ...reading,
    name: 'audit.facets',
    effect: 'query',
    summary: 'How many of the entries that fit are of which type, outcome and kind of actor.',
    input: z.strictObject({ ...filters, from: shape.instant, to: shape.instant }),
    output: z.strictObject({
      total: count,
      types: z.array(z.strictObject({ type: z.string(), count })).max(500),
      outcomes: z.array(z.strictObject({ outcome, count })).max(3),
      actorTypes: z.array(z.strictObject({ actorType: z.string(), count })).max(50),
      isExact: z.boolean(),
      countedFrom: shape.instant,
      stores,
    }),
    limits: { cost: 3, bodyBytes: 16_384 },
    audit: none('numbers of entries, and nothing of what they say'),
  }),
  'audit.views': operation({
    ...reading,
    name: 'audit.views',
    effect: 'query',
    summary: 'Saved views of the audit log: one’s own, and those that are shared.',
    input: shape.empty,
    output: z.strictObject({ views: z.array(auditView).max(150) }),
    audit: none('names and filters that readers of the log have saved'),
  }),
  'audit.saveView': operation({
    ...reading,
    name: 'audit.saveView',
    effect: 'command',
    summary:
      'Save filters of the audit log under a name, for oneself or for everybody who may read it; at most 50 of one’s own.',
    input: z.strictObject({
      /** Replaces this one, which must be one’s own. */
      viewId: id('auditView').optional(),
      name: shape.line(80),
      filters: savedFilters,
      isShared: z.boolean().default(false),
    }),
    output: z.strictObject({ view: auditView }),
    audit: 'audit.view_saved',
  }),
  'audit.removeView': operation({
    ...reading,
    name: 'audit.removeView',
    effect: 'command',
    summary: 'Remove a saved view of one’s own.',
    input: z.strictObject({ viewId: id('auditView') }),
    output: shape.empty,
    audit: 'audit.view_removed',
  }),
};

export type AuditFilters = Omit<z.output<typeof savedFilters>, 'spanMs'>;
export type AuditView = z.output<typeof auditView>;
