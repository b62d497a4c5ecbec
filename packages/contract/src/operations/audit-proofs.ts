/**
 * What somebody needs to verify the audit log without believing the server (AUD-05, AUD-07): signed checkpoints, proofs,
 * and the whole log as an archive. Forms: docs/audit-log-format.md.
 */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

const size = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** A signed note. */
const note = z.string().max(1_000_000);
/** SHA-256 in base64. */
const hash = z.string().length(44);
const verifierKey = z.string().max(400);

/** Keys and rotations of the log: to compare with those that one knows from elsewhere. */
const signers = z.strictObject({
  log: z.array(verifierKey).max(100),
  witnesses: z.array(verifierKey).max(100),
  /** Signed notes by which the oldest key leads to the newest, oldest first. */
  rotations: z.array(note).max(100),
});

const personalValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ sha256: z.string(), bytes: size }),
]);

/** As `directory.json` of an export: what a witness of the directory has seen of this log. */
const directoryProof = z.strictObject({
  checkpoint: note,
  index: size,
  inclusion: z.array(hash).max(64),
  salt: z.string().max(64),
  tenantCheckpoint: note,
});

/** What an entry is bounded by is bounded for its base64, too. */
const entryProof = z.strictObject({
  v: z.literal(2),
  /** base64 of the bytes that were hashed */
  entry: z.string().max(87_380),
  index: size,
  /** From the leaf up. */
  inclusion: z.array(hash).max(64),
  checkpoint: note,
  /** What personal fields say, with what shows that the entry committed to it. */
  openings: z.record(z.string(), z.strictObject({ salt: z.string().max(64), value: personalValue })),
  /** Never trusted by themselves: they say who signed. */
  keys: z.strictObject({
    log: z.array(verifierKey).max(100),
    witnesses: z.array(verifierKey).max(100),
  }),
  /** Signed notes by which an older key leads to the newest, oldest first. */
  rotations: z.array(note).max(100),
  /** Null as long as no directory covers the log. */
  directory: directoryProof.nullable(),
  /** From the checkpoint that the directory covers to the one above; empty where they are one. */
  continuation: z.array(hash).max(64),
});

/** Where an export stands. Opaque; of whoever began it, and worth nothing to others or after its end. */
const exportCursor = z.string().min(1).max(600).meta({ description: 'Opaque position in an export' });

/** What stands in the database does not fit what was sealed. It is exported as it is, so that every verifier finds it. */
export const exportProblems = ['entry_missing', 'entry_unreadable', 'entry_changed', 'tile_missing'] as const;
const exportProblem = z.strictObject({
  problem: z.enum(exportProblems),
  /** Place in the log; null for a tile. */
  index: size.nullable(),
  file: z.string().max(100),
});

const exportPiece = z.strictObject({
  path: z.string().max(100),
  /** Of the whole file in bytes; null as long as nobody knows: then it ends with the piece that is the last. */
  size: size.nullable(),
  /** Where in the file this piece begins. */
  offset: size,
  /** base64 */
  bytes: z.string().max(4_000_000),
  isLast: z.boolean(),
});

const reading = {
  realm: 'tenant',
  permission: 'audit.view',
  resource: 'Tenant',
  scope: 'audit:read',
} as const;

export const auditProofOperations = {
  'audit.checkpoint': operation({
    ...reading,
    name: 'audit.checkpoint',
    effect: 'query',
    summary:
      'The newest signed checkpoint of the audit log, with the keys that sign it. Keep it: what comes later must continue it.',
    input: shape.empty,
    output: z.strictObject({
      /** Null before the first entry has been sealed. */
      checkpoint: z
        .strictObject({ origin: z.string().max(300), size, note, signedAt: shape.instant })
        .nullable(),
      keys: signers,
    }),
    audit: none('a signature over a number and a hash, and nothing of what entries say'),
  }),
  'audit.proof': operation({
    ...reading,
    name: 'audit.proof',
    effect: 'query',
    summary:
      'One entry with all that shows it to be in the log, to be verified by anybody who knows the key of the log.',
    input: z.strictObject({ entryId: id('auditEntry') }),
    output: entryProof,
    audit: 'audit.viewed',
  }),
  'audit.consistency': operation({
    ...reading,
    name: 'audit.consistency',
    effect: 'query',
    summary:
      'Hashes that show the log of one size to be the beginning of the log of a later size (RFC 6962, section 2.1.2).',
    input: z
      .strictObject({ from: size.min(1), to: size.min(1) })
      .refine(({ from, to }) => from <= to, { error: 'from is not above to', path: ['from'] }),
    output: z.strictObject({ from: size, to: size, hashes: z.array(hash).max(128) }),
    audit: none('hashes, and nothing of what entries say'),
  }),
  'audit.exports.begin': operation({
    ...reading,
    permission: 'audit.export',
    name: 'audit.exports.begin',
    effect: 'command',
    summary:
      'Begin an export of the audit log with all of its proofs. Its end is settled here, however the log grows meanwhile.',
    input: z
      .strictObject({
        /** First entry that must be inside; what shares a bundle of 256 with it comes, too. */
        from: size.optional(),
        /** The entry before which the export may end; it ends where the next checkpoint was signed. */
        to: size.min(1).optional(),
        reason: shape.line(500).optional(),
      })
      .refine(({ from = 0, to = Number.MAX_SAFE_INTEGER }) => from <= to, {
        error: 'from is not above to',
        path: ['from'],
      }),
    output: z.strictObject({
      cursor: exportCursor,
      origin: z.string().max(300),
      /** Entries `from ≤ index < to` will be inside; `to` is the size of the tree. */
      from: size,
      to: size,
      /** Until then it can be read, from any place on. */
      expiresAt: shape.instant,
    }),
    audit: 'audit.exported',
    sensitivity: 'sensitive',
  }),
  'audit.exports.read': operation({
    ...reading,
    permission: 'audit.export',
    name: 'audit.exports.read',
    effect: 'query',
    summary: 'The next pieces of an export, about a mebibyte at a time. Any cursor can be read again.',
    input: z.strictObject({ cursor: exportCursor }),
    output: z.strictObject({
      /** In the order of the archive. */
      pieces: z.array(exportPiece).max(1_000),
      /** Null: that was the end. */
      next: exportCursor.nullable(),
      /** Entries that are through. */
      entries: size,
      problems: z.array(exportProblem).max(10_000),
    }),
    limits: { cost: 5, bodyBytes: 4_096 },
    audit: none('pieces of an export whose beginning is on record'),
  }),
};

export type ExportPiece = z.output<typeof exportPiece>;
export type ExportProblem = z.output<typeof exportProblem>;
