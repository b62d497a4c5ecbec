/** The operation table as text, and the part of it that needs no permission. */
import {
  type AnyOperation,
  alsoRecorded,
  type Endpoint,
  endpoints,
  type None,
  type OperationName,
  operationNames,
  operations,
  places,
  socketRefusals,
} from '@wardroom/contract';
import { columns } from './columns.ts';

export const sorted: readonly AnyOperation[] = [...operationNames].sort().map((name) => operations[name]);

const isNone = (value: string | None): value is None => typeof value !== 'string';
const recorded = (value: string | None): string => (isNone(value) ? `none: ${value.none}` : value);
const show = (value: string | None): string => (isNone(value) ? '-' : value);

/** Where a credential that is held to a channel may use it. */
function placeOf({ name }: AnyOperation): string {
  const place = places[name as keyof typeof places];
  return typeof place === 'string' ? place : (Object.keys(place)[0] ?? '');
}

/** Each type that a call which succeeds may leave in the log. */
function recordedBy({ name, audit }: AnyOperation): string {
  return [recorded(audit), ...(alsoRecorded[name as OperationName] ?? [])].join(', ');
}

export function operationsGolden(): string {
  const heading = [
    'operation',
    'realm',
    'effect',
    'permission',
    'resource',
    'place',
    'scope',
    'sensitivity',
    'cost',
    'bytes',
    'audit',
    'meter',
  ];
  const rows = sorted.map((one) => [
    one.name,
    one.realm,
    one.effect,
    one.orPermission === undefined ? show(one.permission) : `${show(one.permission)}, ${one.orPermission}`,
    one.resource,
    placeOf(one),
    show(one.scope),
    one.sensitivity,
    String(one.limits.cost),
    String(one.limits.bodyBytes),
    recordedBy(one),
    show(one.meter),
  ]);
  return [columns([heading, ...rows]), endpointsPart(), socketsPart()].join('\n');
}

/** What a standard prescribes the form of: no operation, and nothing more than what is here. */
function endpointsPart(): string {
  const heading = [
    'endpoint',
    'methods',
    'path',
    'caller',
    'cost',
    'bytes',
    'audit',
    'also',
    'refused',
    'source',
  ];
  const rows = Object.entries<Endpoint>(endpoints).map(([name, one]) => [
    ...[name, one.methods.join(' '), one.path, one.caller, String(one.cost), String(one.bodyBytes)],
    ...[recorded(one.audit), one.also.join(', '), recorded(one.refused), one.source],
  ]);
  return columns([heading, ...rows]);
}

/** What a socket leaves that is refused, by the reason that it is closed with. */
function socketsPart(): string {
  const rows = Object.entries(socketRefusals).map(([reason, audit]) => [reason, recorded(audit)]);
  return columns([['socket', 'audit'], ...rows]);
}

/** Operations that anybody may call. */
export const unprotected = (): readonly AnyOperation[] => sorted.filter((one) => isNone(one.permission));

export function unprotectedGolden(): string {
  const rows = unprotected().map((one) => [one.name, isNone(one.permission) ? one.permission.none : '']);
  return `Operations that need no permission. This list may only shrink.\n\n${columns(rows)}`;
}
