/** One feed's way out: how much goes at once, and the attempt to bring it there. */
import { encodeId, type SinkDestination, type Uuid } from '@wardroom/contract';
import type { Egress } from '../../egress/index.ts';
import { sendDatadog } from './datadog.ts';
import { type Delivery, delivered, faulty } from './delivery.ts';
import { appendLines, type OpenFile } from './file.ts';
import { putObject } from './s3.ts';
import { sendSplunk } from './splunk.ts';
import { sendSyslog } from './syslog.ts';

/** An entry in the form that leaves. */
export interface OutgoingEntry {
  readonly index: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly type: string;
  /** `severity_id` of OCSF. */
  readonly severity: number;
  readonly host: string;
  /** One sentence. */
  readonly message: string;
  readonly json: string;
}

export interface OutletLimits {
  readonly entries: number;
  readonly bytes: number;
  readonly entryBytes: number;
  /** How long entries may gather after a delivery that took everything. */
  readonly gatherMs: number;
  /** Whether a refusal says anything about what was sent. */
  readonly judgesEntries: boolean;
}

const kilobyte = 1024;
const megabyte = kilobyte * kilobyte;
/** What stands around each entry. */
export const framingBytes = 512;

export const outletLimits: Readonly<Record<SinkDestination['kind'], OutletLimits>> = {
  splunk_hec: {
    ...{ entries: 500, bytes: megabyte, entryBytes: 512 * kilobyte, gatherMs: 1_000, judgesEntries: true },
  },
  // 5 MB, 1,000 entries, 1 MB each (docs.datadoghq.com/api/latest/logs), in units of a thousand.
  datadog: {
    ...{ entries: 1_000, bytes: 4_900_000, entryBytes: 990_000, gatherMs: 1_000, judgesEntries: true },
  },
  // RFC 5425 section 4.3.1: a receiver should take 8,192 bytes.
  syslog: { entries: 500, bytes: megabyte, entryBytes: 7_600, gatherMs: 1_000, judgesEntries: false },
  // An object for every second would be as many requests.
  s3: {
    ...{ entries: 1_000, bytes: 5 * megabyte, entryBytes: megabyte, gatherMs: 60_000, judgesEntries: false },
  },
  file: {
    ...{ entries: 1_000, bytes: 5 * megabyte, entryBytes: megabyte, gatherMs: 1_000, judgesEntries: false },
  },
};

export interface OutletParts {
  readonly egress: Pick<Egress, 'fetch' | 'send'>;
  /** Null: the operator has set none aside. */
  readonly fileDirectory: string | null;
  readonly openFile?: OpenFile;
}

export interface OutletOrder {
  readonly tenantId: Uuid;
  readonly sinkId: Uuid;
  readonly destination: SinkDestination;
  readonly secret: string;
  readonly entries: readonly OutgoingEntry[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Severities of syslog for those of OCSF: informational 6, low 5, medium 4, high 3, critical 2. */
const syslogSeverity = (severity: number): number => 7 - severity;

/** One attempt. Whatever stood in the way of reaching the address is one fault, as it is one error of egress. */
export async function bring(parts: OutletParts, order: OutletOrder): Promise<Delivery> {
  try {
    return await attempt(parts, order);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'egress_refused')
      return faulty('unreachable');
    throw error;
  }
}

async function attempt(parts: OutletParts, order: OutletOrder): Promise<Delivery> {
  const { egress } = parts;
  const { destination, secret, entries, now, tenantId: tenant } = order;
  const tenantId = encodeId('tenant', tenant);
  switch (destination.kind) {
    case 'splunk_hec': {
      const authorities = listOf(destination.authority);
      return sendSplunk(egress, { ...destination, tenantId, token: secret, authorities }, entries, now);
    }
    case 'datadog': {
      const authorities = listOf(destination.authority);
      return sendDatadog(egress, { ...destination, tenantId, apiKey: secret, authorities }, entries, now);
    }
    case 'syslog': {
      const { address, certificate, authority } = destination;
      const identity = certificate === null ? null : { cert: certificate, key: secret };
      const messages = entries.map(({ type, severity, ...entry }) => ({
        ...entry,
        kind: type,
        severity: syslogSeverity(severity),
      }));
      await sendSyslog(egress, { address, tenantId, authorities: listOf(authority), identity }, messages);
      return delivered;
    }
    case 's3':
      return putLines(egress, order, destination);
    case 'file': {
      const { fileDirectory: directory, openFile } = parts;
      if (directory === null) return faulty('unwritable');
      const place = { directory, tenantId: tenant, sinkId: order.sinkId };
      const lines = entries.map(({ json }) => json);
      return appendLines(openFile === undefined ? place : { ...place, openFile }, lines);
    }
  }
}

const listOf = (authority: string | null): readonly string[] => (authority === null ? [] : [authority]);

const dayMs = 86_400_000;
const digits = (index: number): string => String(index).padStart(15, '0');

/** One object of lines. Its name says what is in it, so that the same lines have the same name. */
function putLines(
  egress: Pick<Egress, 'fetch'>,
  { tenantId: tenant, secret, entries, now }: OutletOrder,
  destination: Extract<SinkDestination, { kind: 's3' }>,
): Promise<Delivery> {
  const tenantId = encodeId('tenant', tenant);
  const { prefix, lock, authority } = destination;
  const [first, last] = [entries[0]?.index ?? 0, entries.at(-1)?.index ?? 0];
  // A test entry has no place in the log.
  const name = first < 0 ? `test-${now}` : `${digits(first)}-${digits(last)}`;
  const bucket = { ...destination, tenantId, secretAccessKey: secret, authorities: listOf(authority) };
  const object = {
    key: `${prefix}${tenantId}/${name}.jsonl`,
    body: Buffer.from(entries.map(({ json }) => `${json}\n`).join('')),
    contentType: 'application/x-ndjson',
    lock: lock === null ? null : { mode: lock.mode, retainUntil: now + lock.days * dayMs },
  };
  return putObject(egress, bucket, object, now);
}
