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
  auditEntry: 'evt',
  auditView: 'avw',
  auditSink: 'snk',
  request: 'req',
  operator: 'opr',
  link: 'lnk',
  job: 'job',
  invitation: 'inv',
  token: 'tok',
  client: 'cli',
  grant: 'gra',
  domain: 'dom',
  role: 'rol',
  group: 'grp',
  policyVersion: 'pol',
  decision: 'dec',
  breakGlass: 'brk',
} as const;

export type IdKind = keyof typeof idKinds;
export type Id<K extends IdKind> = `${(typeof idKinds)[K]}_${string}`;
export type TenantId = Id<'tenant'>;
export type PrincipalId = Id<'principal'>;
export type SessionId = Id<'session'>;
export type CredentialId = Id<'credential'>;
export type ChannelId = Id<'channel'>;
export type MessageId = Id<'message'>;
export type InvitationId = Id<'invitation'>;
export type TokenId = Id<'token'>;
export type ClientId = Id<'client'>;
export type GrantId = Id<'grant'>;
export type DomainId = Id<'domain'>;
export type AuditSinkId = Id<'auditSink'>;
export type BreakGlassId = Id<'breakGlass'>;

/** UUID text form, as PostgreSQL prints it: 36 lower-case characters. */
export type Uuid = string & { readonly __uuid: unique symbol };

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const hexDigits = '0123456789abcdef';
/** Value of each ASCII character in an alphabet, -1 for the others. */
const valuesOf = (digits: string): Int8Array =>
  Int8Array.from({ length: 128 }, (_, code) => digits.indexOf(String.fromCharCode(code)));
/** The two characters of each ten bits. */
const base32Pairs = Array.from(
  { length: 1024 },
  (_, bits) => alphabet.charAt(bits >> 5) + alphabet.charAt(bits & 31),
);
const base32Values = valuesOf(alphabet);
const hexValues = valuesOf(hexDigits);

/** Encodes 16 bytes given as UUID text. Throws on anything else. */
export function encodeId<K extends IdKind>(kind: K, uuid: Uuid | string): Id<K> {
  if (uuid.length !== 36) throw new TypeError('not a UUID');
  let suffix = '';
  let bits = 0;
  // 26 characters hold 130 bits: two zeros lead.
  let pending = 2;
  for (let at = 0; at < 36; at += 1) {
    const code = uuid.charCodeAt(at);
    if (isDash(at)) {
      if (code !== 0x2d) throw new TypeError('not a UUID');
      continue;
    }
    const nibble = hexValues[code] ?? -1;
    if (nibble < 0) throw new TypeError('not a UUID');
    bits = ((bits << 4) | nibble) & 0x3fff;
    pending += 4;
    if (pending < 10) continue;
    pending -= 10;
    suffix += base32Pairs[(bits >> pending) & 0x3ff];
  }
  return `${idKinds[kind]}_${suffix}` as Id<K>;
}

const isDash = (at: number): boolean => at === 8 || at === 13 || at === 18 || at === 23;

/** The UUID inside a TypeID, or undefined when prefix, length, alphabet or range are wrong. */
export function decodeId(kind: IdKind, text: string): Uuid | undefined {
  const start = idKinds[kind].length + 1;
  if (text.length !== start + 26 || !text.startsWith(idKinds[kind]) || text[start - 1] !== '_')
    return undefined;
  // The first character holds three bits; more would not fit into a UUID.
  let bits = base32Values[text.charCodeAt(start)] ?? -1;
  if (bits < 0 || bits > 7) return undefined;
  let pending = 3;
  let uuid = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const value = base32Values[text.charCodeAt(at)] ?? -1;
    if (value < 0) return undefined;
    bits = ((bits << 5) | value) & 0xfff;
    pending += 5;
    while (pending >= 4) {
      pending -= 4;
      if (isDash(uuid.length)) uuid += '-';
      uuid += hexDigits[(bits >> pending) & 15];
    }
  }
  return uuid as Uuid;
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
