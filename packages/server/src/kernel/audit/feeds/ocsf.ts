/**
 * An entry as an event of OCSF (schema.ocsf.io, 1.5.0). The class and the activity are those of the registry; what the log
 * signs goes along unchanged as `raw_data`, with its place and its leaf hash, so that whoever holds the event can ask for
 * the proof of exactly this entry.
 */
import { createHash } from 'node:crypto';
import { type AuditType, auditSeverities, auditTypes, ocsfClasses } from '@wardroom/contract';
import type { LogEntry } from '@wardroom/seal';

export interface FeedEntry {
  readonly entry: LogEntry;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly sequencedAt: number;
  /** The bytes that were hashed into the tree. */
  readonly leaf: string;
  readonly leafHash: Buffer;
  /** What is personal in it and was not erased; empty where the feed leaves it out. */
  readonly personal: Readonly<Record<string, unknown>>;
  /** Name of the log. */
  readonly origin: string;
}

export type OcsfEvent = Readonly<Record<string, unknown>>;

const version = '1.5.0';
const categoryOf = (classUid: number): number => Math.floor(classUid / 1000);

/** `severity_id` of OCSF: 1 informational to 5 critical. */
export const severityOf = (type: string): number => auditSeverities.indexOf(declarationOf(type).severity) + 1;

/** What nobody has declared is an event all the same. */
const unknown = {
  severity: 'medium',
  ocsf: { class_uid: ocsfClasses.api.uid, activity_id: 99 },
  says: '',
} as const;
const declarationOf = (type: string) =>
  Object.hasOwn(auditTypes, type) ? auditTypes[type as AuditType] : unknown;

export function toOcsf(feed: FeedEntry): OcsfEvent {
  const { entry, at, sequencedAt, leaf, leafHash, personal, origin } = feed;
  const { says, ocsf: place } = declarationOf(entry.type);
  const { address, ...details } = personal;
  return {
    category_uid: categoryOf(place.class_uid),
    class_uid: place.class_uid,
    activity_id: place.activity_id,
    type_uid: place.class_uid * 100 + place.activity_id,
    severity_id: severityOf(entry.type),
    time: at,
    status_id: entry.outcome === 'success' ? 1 : 2,
    status: entry.outcome === 'success' ? 'Success' : 'Failure',
    status_detail: entry.outcome,
    message: says,
    count: entry.count,
    metadata: {
      version,
      product: { name: 'Wardroom', vendor_name: 'Wardroom' },
      uid: entry.id,
      sequence: entry.index,
      event_code: entry.type,
      logged_time: sequencedAt,
      log_name: origin,
      ...(entry.request === null ? {} : { correlation_uid: entry.request }),
    },
    actor: { user: { uid: entry.actor.id ?? entry.actor.type, type: entry.actor.type } },
    ...(typeof address === 'string' ? { src_endpoint: { ip: address } } : {}),
    api: {
      operation: entry.action,
      ...(entry.request === null ? {} : { request: { uid: entry.request } }),
    },
    ...objectsOf(place.class_uid, entry),
    raw_data: leaf,
    raw_data_hash: {
      algorithm_id: 3,
      algorithm: 'SHA-256',
      value: createHash('sha256').update(leaf).digest('hex'),
    },
    unmapped: {
      id: entry.id,
      index: entry.index,
      leaf_hash: leafHash.toString('base64'),
      store: entry.store,
      credential: entry.credential,
      details: { ...entry.metadata, ...details },
    },
  };
}

/** The object that each class asks for: whom or what it happened to. */
function objectsOf(classUid: number, entry: LogEntry): Record<string, unknown> {
  const { resource, subject, actor, type } = entry;
  const uid = resource.id ?? resource.kind;
  const thing = { uid, type: resource.kind };
  const user = { uid: subject ?? actor.id ?? actor.type };
  switch (classUid) {
    case ocsfClasses.account.uid:
    case ocsfClasses.authentication.uid:
    case ocsfClasses.session.uid:
    case ocsfClasses.access.uid:
      return { user, resources: [thing] };
    case ocsfClasses.group.uid:
      return { user, group: thing };
    case ocsfClasses.entity.uid:
      return { entity: thing };
    case ocsfClasses.web.uid:
      return { web_resources: [thing] };
    case ocsfClasses.finding.uid:
      return { finding_info: { uid: entry.id, title: type }, resources: [thing] };
    case ocsfClasses.remediation.uid:
      return { command_uid: entry.id, resources: [thing] };
    default:
      return { resources: [thing], ...(subject === null ? {} : { user }) };
  }
}

/**
 * As JSON of at most so many bytes. Of an entry that is longer what can be read again by its id is left out, the bytes of
 * the leaf first; its place, id and leaf hash always go.
 */
export function fitOcsf(event: OcsfEvent, mostBytes: number): string {
  const whole = JSON.stringify(event);
  if (Buffer.byteLength(whole) <= mostBytes) return whole;
  const { raw_data: _raw, ...shorter } = event;
  const text = JSON.stringify(shorter);
  if (Buffer.byteLength(text) <= mostBytes) return text;
  const { details: _details, ...unmapped } = shorter['unmapped'] as Record<string, unknown>;
  return JSON.stringify({ ...shorter, unmapped });
}

/** One sentence about the type. */
export const messageOf = (type: string): string => declarationOf(type).says || type;
