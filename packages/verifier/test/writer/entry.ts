/** Entries of logs that never were. */
import { createHmac } from 'node:crypto';

export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export interface Opening {
  readonly field: string;
  readonly salt: string;
  readonly value: Value;
}

/** RFC 8785 for what tests write. */
export function canonical(value: Value): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(',')}}`;
}

export function commitment({ field, salt, value }: Opening): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(field));
  return createHmac('sha256', Buffer.from(salt, 'base64url'))
    .update('wardroom-audit-personal/v1\0')
    .update(length)
    .update(field)
    .update(canonical(value))
    .digest('base64url');
}

/** Salts that anybody can foretell, for tests only. */
const saltOf = (index: number): string => {
  const salt = Buffer.alloc(32, 7);
  salt.writeUInt32BE(index);
  return salt.toString('base64url');
};

/** Every third entry has an address. */
export const openingsOf = (index: number): readonly Opening[] =>
  index % 3 === 0 ? [{ field: 'address', salt: saltOf(index), value: `192.0.2.${index % 256}` }] : [];

const startAt = Date.parse('2026-11-01T00:00:00.000Z');

export const momentOf = (index: number): string => new Date(startAt + index * 1_000).toISOString();

const types = ['session.created', 'role.assigned', 'request.refused', 'channel.created'];

/** The fields of an entry in their canonical order. */
export function fieldsOf(index: number): { [field: string]: Value } {
  const personal: { [field: string]: Value } = {};
  for (const opening of openingsOf(index)) personal[opening.field] = commitment(opening);
  return {
    action: 'roles.assign',
    actor: { id: `prn_${String(index % 50).padStart(26, '0')}`, type: 'person' },
    at: momentOf(index),
    count: 1,
    credential: index % 2 === 0 ? null : 'tok_01h2xcejqtf2nbrexx3vqjhp41',
    id: `evt_${String(index).padStart(26, '0')}`,
    index,
    metadata: { after: 'member', before: 'guest', forced: false },
    outcome: index % 5 === 0 ? 'blocked' : 'success',
    personal,
    request: `req_${String(index).padStart(26, '0')}`,
    resource: { id: null, kind: 'Tenant' },
    sequencedAt: momentOf(index),
    store: 'both',
    subject: null,
    type: types[index % types.length] ?? '',
    v: 1,
  };
}

/** As `canonical` would, which a test holds it to; the fields are in order already. */
export const entryOf = (index: number): Buffer => Buffer.from(JSON.stringify(fieldsOf(index)));
