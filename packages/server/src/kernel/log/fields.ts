/**
 * What a log line may contain: a closed list of events and of fields, each with the form its values must have. A value
 * of another form is dropped, so no free text of a caller, no header, no body, no secret can reach a line even by a
 * mistake of ours. There is no field for messages.
 */
import { findOperation } from '@wardroom/contract';

export const logEvents = [
  'process.starting',
  'process.ready',
  'process.stopping',
  'process.stopped',
  'process.failed',
  'database.starting',
  'database.ready',
  'database.exited',
  'database.restarted',
  'database.connection_lost',
  'database.line',
  'migration.finished',
  'request.answered',
  'request.refused',
  'request.malformed',
  'request.bug',
  'tenant.mismatch',
  'realtime.opened',
  'realtime.closed',
  'realtime.bug',
  'token.failed',
  'worker.failed',
  'audit.failed',
  'audit.stuck',
  'audit.behind',
  'audit.pruned',
  'audit.kept',
  'audit.feed_failed',
  'audit.witness_failed',
  'audit.contradicted',
  'audit.anchor_failed',
  'notifier.failed',
  'keyring.swept',
  'egress.refused',
] as const;
export type LogEventName = (typeof logEvents)[number];

const token = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value) ? value : undefined;
const count = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const yesNo = (value: unknown) => (typeof value === 'boolean' ? value : undefined);
const uuid = token(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** Each field: the value to write, or undefined when it does not have the form. */
export const logFields = {
  requestId: token(/^(req_[0-9a-z]{26}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/),
  tenantId: uuid,
  principalId: uuid,
  credentialId: uuid,
  edge: token(/^(http|realtime|worker|platform)$/),
  /** Only names of the operation table: a path that somebody made up is not a name. */
  operation: (value: unknown) => (typeof value === 'string' && findOperation(value) ? value : undefined),
  method: token(/^[A-Z]{3,7}$/),
  /** The pattern of a route, never the path. */
  route: token(/^[a-z.:*/]{1,40}$/),
  code: token(/^[A-Za-z0-9_.-]{1,40}$/),
  reason: token(/^[a-z_]{1,40}$/),
  /** Why something should have left the server; never where to, which is the tenant's. */
  purpose: token(/^[a-z_]{1,40}$/),
  suspicious: yesNo,
  signal: token(/^SIG[A-Z0-9]{2,8}$/),
  severity: token(/^(LOG|WARNING|ERROR|FATAL|PANIC|HINT|DETAIL|other)$/),
  status: count,
  durationMs: count,
  bytes: count,
  count,
  port: count,
  pid: count,
  exitCode: count,
  expected: yesNo,
  pool: token(/^(read|write|directory|platform|worker|sealer|pruner|listener)$/),
  version: token(/^[0-9.]{1,20}$/),
} as const satisfies Record<string, (value: unknown) => string | number | boolean | undefined>;

type Written<F> = F extends (value: unknown) => infer V ? Exclude<V, undefined> : never;
export type LogFields = { readonly [K in keyof typeof logFields]?: Written<(typeof logFields)[K]> | null };

/** Copies known fields of the right form; everything else stays behind. */
export function admitFields(fields: LogFields): Record<string, string | number | boolean> {
  const admitted: Record<string, string | number | boolean> = {};
  for (const [name, admit] of Object.entries(logFields)) {
    const value = admit(Object.hasOwn(fields, name) ? Reflect.get(fields, name) : undefined);
    if (value !== undefined) admitted[name] = value;
  }
  return admitted;
}
