/** Feeds: the sealed audit log of a tenant, entry by entry, to systems outside (AUD-07). */
import * as z from 'zod';
import { id } from '../ids.ts';
import { none, operation } from '../operation.ts';
import * as shape from '../shapes.ts';

export const sinkKinds = ['splunk_hec', 'datadog', 'syslog', 's3', 'file'] as const;
export type SinkKind = (typeof sinkKinds)[number];

/** `stopped`: nothing but failures for days; somebody has to look and resume it. */
export const sinkStates = ['active', 'paused', 'stopped'] as const;
export type SinkState = (typeof sinkStates)[number];

/** Ends of an attempt that are not a success. One word for whatever keeps an address from being reached. */
export const sinkFaults = [
  'unreachable',
  'unauthorised',
  'throttled',
  'refused',
  'failed',
  'entry_refused',
  'unwritable',
] as const;
export type SinkFault = (typeof sinkFaults)[number];

export const sinkBounds = { perTenant: 20, failingDays: 5, lockDays: 36_500, lettersAtOnce: 100 } as const;

const count = z.int().nonnegative();
const place = count.max(Number.MAX_SAFE_INTEGER);
const pem = z
  .string()
  .max(16_384)
  .regex(
    /^(-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/,
    'certificates in PEM form',
  );
/** Counts instead of the well-known certificate authorities. */
const authority = pem.nullable().default(null);
const httpsAddress = z
  .string()
  .max(2000)
  .regex(/^https:\/\/[\x21-\x5b\x5d-\x7e]+$/, 'an address that begins with https://');
const word = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9._:/-]*$/, 'letters, digits and . _ : / -');

/** Where entries go, without what is secret. */
export const sinkDestination = z.discriminatedUnion('kind', [
  /** Lines in a directory that the operator of the deployment has set aside for it. */
  z.strictObject({ kind: z.literal('file') }),
  z.strictObject({
    kind: z.literal('splunk_hec'),
    /** Of the HTTP event collector, without a path: `https://splunk.example.com:8088`. */
    address: httpsAddress,
    index: word.default(''),
    authority,
  }),
  z.strictObject({
    kind: z.literal('datadog'),
    /** Intake of the site, without a path: `https://http-intake.logs.datadoghq.eu`. */
    address: httpsAddress,
    /** `key:value`, separated by commas. */
    tags: z
      .string()
      .max(500)
      .regex(/^[A-Za-z0-9._:/,-]*$/, 'letters, digits and . _ : / - ,')
      .default(''),
    authority,
  }),
  z.strictObject({
    kind: z.literal('syslog'),
    /** RFC 5425: `tls://collector.example.com:6514`. */
    address: z
      .string()
      .max(300)
      .regex(/^tls:\/\/[a-z0-9.:[\]-]+$/, 'tls://<host>:6514'),
    authority,
    /** For a collector that asks who calls; its key is the secret. */
    certificate: pem.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('s3'),
    /** Of the bucket: `https://<bucket>.s3.<region>.amazonaws.com/` or `https://<host>/<bucket>/`. */
    address: httpsAddress.regex(/\/$/, 'an address that ends in /'),
    region: z.string().regex(/^[a-z0-9-]{1,40}$/, 'lower-case letters, digits and dashes'),
    /** Before the name of every object. */
    prefix: z
      .string()
      .max(200)
      .regex(/^([A-Za-z0-9_-][A-Za-z0-9._-]*\/)*$/, 'parts that end in /')
      .default(''),
    accessKeyId: z.string().regex(/^[A-Za-z0-9]{4,128}$/, 'letters and digits'),
    /** Object Lock: nobody changes or removes an object for so long. */
    lock: z
      .strictObject({
        mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
        days: z.int().min(1).max(sinkBounds.lockDays),
      })
      .nullable()
      .default(null),
    authority,
  }),
]);
export type SinkDestination = z.output<typeof sinkDestination>;

/** A token, an API key, a secret access key, or the key of a certificate (PEM): written, and never read again. */
const secret = z
  .string()
  .min(1)
  .max(8192)
  .regex(/^[\x20-\x7e\r\n]+$/, 'printable characters')
  .meta({ secret: true });

const named = {
  name: shape.line(80),
  /** Whether what is personal (addresses, names in reasons) goes along. What has left cannot be erased from here. */
  includesPersonal: z.boolean().default(true),
};

const attempt = z.strictObject({
  fault: z.enum(sinkFaults).nullable(),
  /** Of the answer in HTTP, where there was one. */
  status: z.int().nullable(),
  at: shape.instant,
});

export const auditSink = z.strictObject({
  id: id('auditSink'),
  ...named,
  destination: sinkDestination,
  state: z.enum(sinkStates),
  /** Place of the entry that goes next. */
  nextIndex: count,
  /** Sealed entries that have not arrived. */
  waiting: count,
  /** How long the oldest of them has been sealed. */
  lagMs: count,
  deliveredAt: shape.instant.nullable(),
  /** Since when there was nothing but failures; null: the last attempt succeeded. */
  failingSince: shape.instant.nullable(),
  failures: count,
  lastFault: attempt.nullable(),
  nextAttemptAt: shape.instant,
  /** Entries that the destination refuses for good. */
  refused: count,
  /** Asked for and not done yet, or its end. */
  isTesting: z.boolean(),
  lastTest: attempt.nullable(),
  version: count,
  createdAt: shape.instant,
});
export type AuditSinkView = z.output<typeof auditSink>;

const bySink = { sinkId: id('auditSink') };
const one = z.strictObject({ sink: auditSink });
/** Entries of the log that are not among the refused ones (any more) are passed over; what is no entry of it is `not_found`. */
const chosenLetters = {
  ...bySink,
  entryIds: z.array(id('auditEntry')).min(1).max(sinkBounds.lettersAtOnce),
};
const changedLetters = z.strictObject({
  sink: auditSink,
  /** How many of them this has changed. */
  letters: count,
});
const managed = {
  realm: 'tenant',
  permission: 'audit.manage',
  resource: 'Tenant',
  scope: 'audit:write',
  sensitivity: 'sensitive',
} as const;

export const auditSinkOperations = {
  'audit.sinks.list': operation({
    name: 'audit.sinks.list',
    realm: 'tenant',
    effect: 'query',
    summary: 'Feeds of the audit log to systems outside, how far each is, and what stands in its way.',
    input: shape.empty,
    output: z.strictObject({
      sinks: z.array(auditSink).max(sinkBounds.perTenant),
      /** Entries of the sealed log. */
      size: count,
      /** Whether the operator has set a directory aside for feeds of kind `file`. */
      hasFiles: z.boolean(),
    }),
    permission: 'audit.view',
    resource: 'Tenant',
    scope: 'audit:read',
    audit: none('settings without secrets, and nothing of what entries say'),
  }),
  'audit.sinks.create': operation({
    ...managed,
    name: 'audit.sinks.create',
    effect: 'command',
    summary: 'Send the audit log to a system outside, from its end or from a place on.',
    input: z.strictObject({
      ...named,
      destination: sinkDestination,
      secret: secret.optional(),
      /** Place of the first entry that goes; absent: what is sealed from now on. */
      from: place.optional(),
    }),
    output: one,
    audit: 'audit.sink_created',
    limits: { cost: 5, bodyBytes: 65_536 },
  }),
  'audit.sinks.update': operation({
    ...managed,
    name: 'audit.sinks.update',
    effect: 'command',
    summary:
      'Change a feed. Where it goes elsewhere its secret is given again: whoever may change the address does not learn the secret by it.',
    input: z.strictObject({
      ...bySink,
      ...named,
      destination: sinkDestination,
      /** Absent: as it is. */
      secret: secret.optional(),
      version: place,
    }),
    output: one,
    audit: 'audit.sink_updated',
    limits: { cost: 5, bodyBytes: 65_536 },
  }),
  'audit.sinks.remove': operation({
    ...managed,
    name: 'audit.sinks.remove',
    effect: 'command',
    summary: 'Remove a feed with its secret. What has arrived outside stays there.',
    input: z.strictObject(bySink),
    output: shape.empty,
    audit: 'audit.sink_removed',
  }),
  'audit.sinks.pause': operation({
    ...managed,
    name: 'audit.sinks.pause',
    effect: 'command',
    summary: 'Stop a feed at its place. Nothing is lost: it goes on from there.',
    input: z.strictObject(bySink),
    output: one,
    audit: 'audit.sink_paused',
  }),
  'audit.sinks.resume': operation({
    ...managed,
    name: 'audit.sinks.resume',
    effect: 'command',
    summary: 'Let a feed go on from its place, at once.',
    input: z.strictObject(bySink),
    output: one,
    audit: 'audit.sink_resumed',
  }),
  'audit.sinks.test': operation({
    ...managed,
    name: 'audit.sinks.test',
    effect: 'command',
    summary:
      'Send one test entry, also when the feed is paused. The end of it is in the list within seconds (`isTesting`, `lastTest`).',
    input: z.strictObject(bySink),
    output: one,
    audit: 'audit.sink_tested',
    limits: { cost: 10, bodyBytes: 4096 },
  }),
  'audit.sinks.probe': operation({
    ...managed,
    name: 'audit.sinks.probe',
    effect: 'command',
    summary:
      'Send one test entry by settings that are not saved, and say how that ended. The log says that it was tried and at which host.',
    input: z.strictObject({
      /** Whose secret counts where none is given, as when that feed is changed. */
      sinkId: id('auditSink').optional(),
      destination: sinkDestination,
      secret: secret.optional(),
    }),
    output: z.strictObject({
      /** null: the test entry arrived. */
      fault: z.enum(sinkFaults).nullable(),
      /** Of the answer in HTTP, where there was one. */
      status: z.int().nullable(),
    }),
    audit: 'audit.sink_probed',
    limits: { cost: 10, bodyBytes: 65_536 },
  }),
  'audit.sinks.replay': operation({
    ...managed,
    name: 'audit.sinks.replay',
    effect: 'command',
    summary: 'Send the log again from a place on. What has arrived arrives a second time.',
    input: z.strictObject({ ...bySink, from: place }),
    output: one,
    audit: 'audit.sink_replayed',
    limits: { cost: 10, bodyBytes: 4096 },
  }),
  'audit.sinks.replayLetters': operation({
    ...managed,
    name: 'audit.sinks.replayLetters',
    effect: 'command',
    summary:
      'Send single entries again that were refused. Those that arrive leave the list; the place of the feed stays where it is.',
    input: z.strictObject(chosenLetters),
    output: changedLetters,
    audit: 'audit.sink_letters_replayed',
    limits: { cost: 5, bodyBytes: 16_384 },
  }),
  'audit.sinks.dropLetters': operation({
    ...managed,
    name: 'audit.sinks.dropLetters',
    effect: 'command',
    summary: 'Take entries off the list of those that were refused. They stay in the log, and go nowhere.',
    input: z.strictObject(chosenLetters),
    output: changedLetters,
    audit: 'audit.sink_letters_dropped',
    limits: { cost: 5, bodyBytes: 16_384 },
  }),
  'audit.sinks.deadLetters': operation({
    name: 'audit.sinks.deadLetters',
    realm: 'tenant',
    effect: 'query',
    summary: 'Entries that a destination refuses for good, the newest first. They stay in the log.',
    input: z.strictObject({
      ...bySink,
      before: place.optional(),
      limit: z.int().min(1).max(100).default(50),
    }),
    output: z.strictObject({
      letters: z.array(
        z.strictObject({
          index: count,
          entryId: id('auditEntry'),
          status: z.int().nullable(),
          refusedAt: shape.instant,
          /** It goes again; null: nobody has asked for that since it was refused. */
          askedAt: shape.instant.nullable(),
        }),
      ),
      next: count.nullable(),
    }),
    permission: 'audit.view',
    resource: 'Tenant',
    scope: 'audit:read',
    audit: none('places and times, and nothing of what entries say'),
  }),
};
