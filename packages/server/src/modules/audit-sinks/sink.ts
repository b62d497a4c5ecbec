/** What a feed may be set to, and how it is shown and recorded: never with its secret. */
import { createHash } from 'node:crypto';
import {
  type AuditSinkView,
  encodeId,
  type SinkDestination,
  type SinkKind,
  WardroomError,
} from '@wardroom/contract';
import { openSettings, type SinkSettings } from '../../kernel/audit/feeds/index.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import type { ShownRow } from './store.ts';

/** Whether a destination of this kind is of any use without a secret. */
export const needsSecret = (destination: SinkDestination): boolean =>
  destination.kind === 'syslog' ? destination.certificate !== null : destination.kind !== 'file';

export const problem = (path: string, message: string): WardroomError =>
  new WardroomError('invalid_input', { problems: [{ path, message }] });

export function requireSecret(destination: SinkDestination, hasSecret: boolean): void {
  if (needsSecret(destination) && !hasSecret) throw problem('/secret', 'This destination needs a secret.');
}

/** Whether the secret that is kept stays; where it would be shown to somebody else it is given again. */
export function keepsSecret(
  { row, settings }: OpenSink,
  destination: SinkDestination,
  secret: string | undefined,
): boolean {
  if (secret !== undefined || row.sealed_secret === null) return false;
  if (audienceOf(settings.destination) !== audienceOf(destination))
    throw problem('/secret', 'Give the secret again where the address or the authority changes.');
  return true;
}

/** What a secret is shown to. Where it changes, the secret has to be known by whoever changes it. */
function audienceOf(destination: SinkDestination): string {
  if (destination.kind === 'file') return 'file';
  const { kind, address, authority } = destination;
  // A key of S3 signs, a token is sent; either counts for one host.
  return JSON.stringify([kind, hostOf(destination) ?? address, authority]);
}

/** Without path and name of anybody; null where there is none. */
export const hostOf = (destination: SinkDestination): string | null =>
  destination.kind === 'file'
    ? null
    : (URL.parse(destination.address.replace(/^tls:/, 'https:'))?.host ?? null);

export function requireKind({ kind }: SinkDestination, hasFiles: boolean): void {
  if (kind === 'file' && !hasFiles)
    throw problem('/destination/kind', 'The operator of this deployment has set no directory aside.');
}

const hiddenPem = (pem: string): string =>
  `sha256:${createHash('sha256').update(pem).digest('hex').slice(0, 16)}`;

/** For the log: everything but the secret; certificates by their hash. */
export const describeDestination = (destination: SinkDestination): string =>
  JSON.stringify(destination, (_name, value: unknown) =>
    typeof value === 'string' && value.startsWith('-----BEGIN') ? hiddenPem(value) : value,
  );

export interface OpenSink {
  readonly row: ShownRow;
  readonly settings: SinkSettings;
}

export const openSink = async (keys: ScopeKeys, row: ShownRow): Promise<OpenSink> => ({
  row,
  settings: await openSettings(keys, row.sink_id, row.sealed),
});

export const recorded = ({ row, settings }: OpenSink): { sink: string; kind: SinkKind; name: string } => ({
  ...{ sink: encodeId('auditSink', row.sink_id), kind: row.kind, name: settings.name },
});

export function presentSink({ row, settings }: OpenSink, now: number): AuditSinkView {
  const waiting = Math.max(0, row.size - row.next_index);
  return {
    id: encodeId('auditSink', row.sink_id),
    ...settings,
    state: row.state,
    nextIndex: row.next_index,
    waiting,
    lagMs: row.oldest_at === null ? 0 : Math.max(0, now - row.oldest_at),
    deliveredAt: row.delivered_at,
    failingSince: row.failing_since,
    failures: row.failures,
    lastFault:
      row.fault_at === null ? null : { fault: row.fault, status: row.fault_status, at: row.fault_at },
    nextAttemptAt: row.due_at,
    refused: row.refused,
    isTesting: row.test_asked_at !== null,
    lastTest:
      row.tested_at === null ? null : { fault: row.test_fault, status: row.test_status, at: row.tested_at },
    version: row.version,
    createdAt: row.created_at,
  };
}
