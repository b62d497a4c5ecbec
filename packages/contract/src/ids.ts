/**
 * Identifiers. In tables they are UUIDv7 (RFC 9562); outside they are TypeIDs (TypeID spec 0.3):
 * a prefix that names the kind, `_`, and 26 characters of Crockford base32. The prefix is checked at
 * every door, so an id of one kind can never be taken for an id of another.
 */
import * as z from 'zod';

export const idKinds = {
  tenant: 'ten',
  principal: 'prn',
  session: 'ses',
  credential: 'key',
  channel: 'chn',
  message: 'msg',
  auditEntry: 'aud',
  request: 'req',
  operator: 'opr',
  link: 'lnk',
  job: 'job',
} as const;

export type IdKind = keyof typeof idKinds;
export type Id<K extends IdKind> = `${(typeof idKinds)[K]}_${string}`;
export type TenantId = Id<'tenant'>;
export type PrincipalId = Id<'principal'>;
export type SessionId = Id<'session'>;
export type CredentialId = Id<'credential'>;
export type ChannelId = Id<'channel'>;
export type MessageId = Id<'message'>;

/** UUID text form, as PostgreSQL prints it: 36 lower-case characters. */
export type Uuid = string & { readonly __uuid: unique symbol };

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const values = new Map([...alphabet].map((character, index) => [character, index]));

/** Encodes 16 bytes given as UUID text. Throws on anything else. */
export function encodeId<K extends IdKind>(kind: K, uuid: Uuid | string): Id<K> {
  let rest = uuidToBigInt(uuid);
  let suffix = '';
  for (let index = 0; index < 26; index += 1) {
    suffix = `${alphabet[Number(rest & 31n)]}${suffix}`;
    rest >>= 5n;
  }
  return `${idKinds[kind]}_${suffix}` as Id<K>;
}

/** The UUID inside a TypeID, or undefined when prefix, length, alphabet or range are wrong. */
export function decodeId(kind: IdKind, text: string): Uuid | undefined {
  const prefix = `${idKinds[kind]}_`;
  if (text.length !== prefix.length + 26 || !text.startsWith(prefix)) return undefined;
  let total = 0n;
  for (const character of text.slice(prefix.length)) {
    const value = values.get(character);
    if (value === undefined) return undefined;
    total = (total << 5n) | BigInt(value);
  }
  return total >> 128n === 0n ? bigIntToUuid(total) : undefined;
}

/** The UUID of an id that a schema has already accepted. */
export function uuidOf(id: string): Uuid {
  const kind = kindOf(id);
  const uuid = kind && decodeId(kind, id);
  if (uuid === undefined) throw new TypeError('uuidOf: not an identifier');
  return uuid;
}

export function kindOf(id: string): IdKind | undefined {
  const prefix = id.slice(0, id.indexOf('_'));
  return kindByPrefix.get(prefix);
}

const kindByPrefix = new Map<string, IdKind>(
  (Object.keys(idKinds) as IdKind[]).map((kind) => [idKinds[kind], kind]),
);

function uuidToBigInt(uuid: string): bigint {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)) throw new TypeError('not a UUID');
  return BigInt(`0x${uuid.replaceAll('-', '')}`);
}

function bigIntToUuid(total: bigint): Uuid {
  const hex = total.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Uuid;
}

const schemas = new Map<z.ZodType, IdKind>();

/** Schema of one id kind. Suites find every id of an operation through {@link idKindOf}. */
export function id<K extends IdKind>(kind: K): z.ZodType<Id<K>, Id<K>> {
  const prefix = idKinds[kind];
  const schema = z
    .string()
    .refine((text) => decodeId(kind, text) !== undefined, { error: `expected an identifier ${prefix}_…` })
    .meta({ description: `Identifier (TypeID) with prefix ${prefix}_`, format: 'typeid', idKind: kind });
  schemas.set(schema, kind);
  return schema as unknown as z.ZodType<Id<K>, Id<K>>;
}

/** The id kind of a schema made by {@link id}, through optional, nullable, default and array wrappers. */
export function idKindOf(schema: z.ZodType): IdKind | undefined {
  const known = schemas.get(schema);
  if (known !== undefined) return known;
  const definition = schema.def as { innerType?: z.ZodType; element?: z.ZodType };
  const inner = definition.innerType ?? definition.element;
  return inner === undefined ? undefined : idKindOf(inner);
}
