/** Shapes shared by several operations, and the bounds of every text field. */
import * as z from 'zod';
import { id } from './ids.ts';
import { type Permission, permissions, roleNames, scopeNames } from './permissions.ts';

/** No control characters other than tab and newline; well-formed UTF-16; NFC. */
const wellFormed = (text: string) => text.isWellFormed() && !/[^\P{Cc}\t\n]/u.test(text);
const text = (minimum: number, maximum: number) =>
  z
    .string()
    .min(minimum)
    .max(maximum)
    .refine(wellFormed, { error: 'control characters and broken characters are not accepted' });

/**
 * Embeddings, overrides and isolates of direction (UTS #55, CVE-2021-42574) and the separators of lines and paragraphs:
 * a name that holds one changes how what stands beside it reads. The marks U+200E and U+200F only place themselves.
 */
const turning = /[\u2028-\u202e\u2066-\u2069]/u;
const turns = { error: 'characters that turn the direction of text are not accepted' };
/** Shown among other texts, in lists and sentences; in a body such characters are shown by their name. */
const shown = (minimum: number, maximum: number) =>
  text(minimum, maximum).refine((value) => !turning.test(value), turns);

export const line = (maximum: number) =>
  shown(1, maximum).refine((value) => value.trim() === value && !/[\t\n]/.test(value), {
    error: 'one line without white space at either end',
  });
export const body = text(1, 40_000).meta({ description: 'Markdown, at most 40,000 characters' });
export const topic = shown(0, 500);
export const title = shown(0, 80);
export const handle = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,31}$/, 'lower-case letters, digits, dot, dash and underscore, at most 32')
  .meta({ description: 'Handle, as in @handle' });
export const channelName = z
  .string()
  .regex(
    /^[\p{Ll}\p{Lo}\p{N}][\p{Ll}\p{Lo}\p{N}._-]{0,79}$/u,
    'lower-case letters, digits, dot, dash and underscore, at most 80',
  )
  .meta({ description: 'Channel name without #' });
export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/, '3 to 40 lower-case letters, digits and dashes')
  .refine((value) => !reservedSlugs.has(value), { error: 'this address is reserved' });
const reservedSlugs = new Set([
  'www',
  'api',
  'app',
  'admin',
  'platform',
  'setup',
  'localhost',
  'mail',
  'static',
  'status',
]);
export const emailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s@]{1,64}@[^\s@]+\.[^\s@]+$/, 'an e-mail address');
export const password = z.string().min(1).max(1024).meta({ description: 'Password', secret: true });
/** Milliseconds since 1970-01-01T00:00:00Z. */
export const instant = z
  .int()
  .nonnegative()
  .max(253_402_300_799_999)
  .meta({ description: 'Milliseconds since 1970 (UTC)' });
/** Chosen by the client, unique per author; a retry with the same key is the same message. */
export const clientKey = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 of A–Z a–z 0–9 _ -');
export const channelSeq = z.int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** Opaque: only the server that made it can read it. */
export const cursor = z.string().min(1).max(256).meta({ description: 'Opaque position' });
export const limit = (maximum: number, initial: number) => z.int().min(1).max(maximum).default(initial);
/** One emoji of Unicode's RGI set (UTS #51), skin tones and joined sequences included. */
const rgiEmoji = /^\p{RGI_Emoji}$/v;
export const emoji = z
  .string()
  .max(40)
  .refine((value) => rgiEmoji.test(value), { error: 'one emoji' })
  .meta({ description: 'One emoji' });
export const empty = z.strictObject({});

/** A built-in role by name, a custom one by id. */
export const roleRef = z.union([z.enum(roleNames), id('role')]);
export const person = z.strictObject({
  id: id('principal'),
  /** `operator`: whoever runs the deployment, let in for a time by break-glass. */
  kind: z.enum(['person', 'bot', 'service', 'agent', 'operator']),
  /** The base role. What groups confer comes on top. */
  role: roleRef,
  status: z.enum(['active', 'suspended', 'imported']),
  handle,
  displayName: line(80),
  /** What they do, in their own words; empty when they have not said. */
  title,
  /** Who answers for a bot, service or agent; whoever sees it may know. Null for people. */
  ownerId: id('principal').nullable(),
});
export const sessionView = z.strictObject({
  id: id('session'),
  principalId: id('principal'),
  createdAt: instant,
  lastSeenAt: instant,
  expiresAt: instant,
  /** When its person last proved who they are: by signing in, or by their password since. */
  authenticatedAt: instant,
  current: z.boolean(),
  device: z.string().max(300),
  address: z.string().max(64),
});
/** What break-glass may be opened as. */
export const breakGlassRole = z.enum(['admin', 'owner']);
/** Access of the operator of the deployment to a workspace: why, as what, until when. Who it was is in the platform’s log. */
export const breakGlassView = z.strictObject({
  id: id('breakGlass'),
  /** Who acts in the workspace with it. */
  principalId: id('principal'),
  role: breakGlassRole,
  reason: z.string().max(500),
  openedAt: instant,
  /** After this it is worth nothing, whether or not it has been closed. */
  expiresAt: instant,
  closedAt: instant.nullable(),
  /** Who closed it: somebody of the workspace, the operator, or its end; null while it is open. */
  closedBy: z.enum(['workspace', 'operator', 'time']).nullable(),
});
/** A network in CIDR notation (RFC 4632, RFC 4291) without host bits, or one address. */
export const cidr = z
  .string()
  .max(49)
  .regex(/^[0-9A-Fa-f.:]{2,45}(\/\d{1,3})?$/, 'an address or a network such as 192.0.2.0/24')
  .meta({ description: 'Network in CIDR notation' });
export const credentialView = z.strictObject({
  id: id('credential'),
  principalId: id('principal'),
  description: z.string().max(200),
  prefix: z.string().max(24),
  lastFour: z.string().length(4),
  scopes: z.array(z.enum(scopeNames)),
  createdAt: instant,
  createdBy: id('principal'),
  expiresAt: instant,
  revokedAt: instant.nullable(),
  /** Networks (CIDR) that it works from; none: from everywhere. */
  allowedCidrs: z.array(z.string().max(43)).max(32),
  /** The first generation of this key; of a key that was never rotated, itself. */
  familyId: id('credential'),
  generation: z.int().positive(),
  /** There is a successor; this one works until then, or until `expiresAt` if that is sooner. */
  graceEndsAt: instant.nullable(),
  /** Exact to a minute. */
  lastUsedAt: instant.nullable(),
  lastUsedAddress: z.string().max(64).nullable(),
  /** What it carries and has not needed for 30 days; told once it is that old. */
  unusedScopes: z.array(z.enum(scopeNames)),
});
export const tokenView = z.strictObject({
  id: id('token'),
  principalId: id('principal'),
  /** What it was issued with, which it does not outlive: a session, a key, a grant, a client, or another token. */
  parentId: z.string().max(40),
  /** The OAuth client that it was issued to; null: none took part. */
  clientId: id('client').nullable(),
  /** Who acts for the subject; null: the subject itself. */
  actingId: id('principal').nullable(),
  /** Each use must be proved with a key (DPoP). */
  isBound: z.boolean(),
  /** 1 for a token that was not issued with another one; at most 3. */
  depth: z.int().min(1).max(3),
  scopes: z.array(z.enum(scopeNames)),
  /** Held to this channel; null: to none. */
  channelId: id('channel').nullable(),
  /** Held to this operation; null: to none. */
  operation: z.string().max(64).nullable(),
  once: z.boolean(),
  issuedAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  usedAt: instant.nullable().meta({ description: 'Only of tokens that work once' }),
});
export const signingKeyView = z.strictObject({
  /** RFC 7638 thumbprint. */
  kid: z.string().length(43),
  createdAt: instant,
  /** Signs from here on; it is published before. */
  activeAt: instant,
  /** Signs no more from here on; null: until it is rotated. It is published until its last token has expired. */
  retireAt: instant.nullable(),
});
export const permissionName = z.enum(Object.keys(permissions) as [Permission, ...Permission[]]);
export const permissionSet = z.array(permissionName).max(200);
export const channel = z.strictObject({
  id: id('channel'),
  /** `direct` is a direct or group message: its people are fixed, it has no name and cannot be left. */
  kind: z.enum(['public', 'private', 'direct']),
  /** Empty for direct and group messages. */
  name: channelName.or(z.literal('')),
  /** Everybody in a direct or group message; empty for channels. */
  participants: z.array(id('principal')).max(9),
  topic,
  archived: z.boolean(),
  createdAt: instant,
  /** channel_seq of the newest message. */
  lastSeq: channelSeq,
  /** What its members hold in it besides what their roles give. */
  granted: permissionSet,
  /** Its members are those of a group: nobody joins, leaves, is added or removed by itself. Which group, `channels.access` tells. */
  mirrored: z.boolean(),
});
export const membership = z.strictObject({
  role: z.enum(['manager', 'member']),
  /** Everything up to here has been read. */
  lastReadSeq: channelSeq,
  unread: z.int().nonnegative(),
  mentions: z.int().nonnegative(),
});
export const ownChannel = channel.extend({ membership });
export const member = z.strictObject({
  principalId: id('principal'),
  role: z.enum(['manager', 'member']),
  joinedAt: instant,
});
export const reaction = z.strictObject({
  emoji,
  /** Who reacted, first one first. */
  principalIds: z.array(id('principal')).min(1).max(1000),
});
export const message = z.strictObject({
  id: id('message'),
  channelId: id('channel'),
  channelSeq,
  authorId: id('principal'),
  threadRootId: id('message').nullable(),
  clientKey: clientKey.nullable(),
  /** null when redacted: the tombstone keeps place, author and time, never the text. */
  body: z.string().max(40_000).nullable(),
  /** At most 64 that are named, and 200 of groups. */
  mentions: z.array(id('principal')).max(264),
  mentionsAll: z.boolean(),
  sentAt: instant,
  editedAt: instant.nullable(),
  redactedAt: instant.nullable(),
  /** Grows by one with each edit or redaction. */
  revision: z.int().positive(),
  replyCount: z.int().nonnegative(),
  lastReplyAt: instant.nullable(),
  /** In the order in which each emoji first appeared. */
  reactions: z.array(reaction).max(50),
  pinnedAt: instant.nullable(),
  pinnedBy: id('principal').nullable(),
  /** Grows by one with each reaction and pin, given or taken away. */
  marksRevision: z.int().nonnegative(),
});
export const invitationView = z.strictObject({
  id: id('invitation'),
  role: roleRef,
  channelIds: z.array(id('channel')).max(20),
  createdAt: instant,
  createdBy: id('principal'),
  expiresAt: instant,
  maxUses: z.int().positive(),
  uses: z.int().nonnegative(),
  revokedAt: instant.nullable(),
});
/** How one person arranges their own sidebar, on every device. */
export const preferences = z.strictObject({
  sections: z
    .array(z.strictObject({ id: clientKey, title: line(40), channelIds: z.array(id('channel')).max(500) }))
    .max(30),
  favourites: z.array(id('channel')).max(200),
  muted: z.array(id('channel')).max(1000),
  /** Sections that are folded: ids of own sections, or names of built-in ones. */
  collapsed: z.array(z.string().min(1).max(64)).max(64),
});
export const auditEntryView = z.strictObject({
  id: id('auditEntry'),
  /** Place in the sealed log, from 0; null for a moment, and in the log of the platform. */
  index: z.int().nonnegative().nullable(),
  at: instant,
  type: z.string(),
  store: z.enum(['security', 'compliance', 'both']),
  outcome: z.enum(['success', 'failure', 'blocked']),
  actorType: z.string(),
  actorId: z.string().nullable(),
  subjectId: z.string().nullable(),
  action: z.string(),
  resourceKind: z.string(),
  resourceId: z.string().nullable(),
  address: z.string().nullable(),
  credentialId: z.string().nullable(),
  requestId: z.string(),
  count: z.int().positive(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Names of fields about people that were erased; `address` may be among them. */
  erased: z.array(z.string()),
});
export const tenantView = z.strictObject({
  id: id('tenant'),
  slug: z.string(),
  name: line(80),
  status: z.enum(['active', 'suspended']),
  createdAt: instant,
});

export type RoleRef = z.output<typeof roleRef>;
export type Person = z.output<typeof person>;
export type SessionView = z.output<typeof sessionView>;
export type CredentialView = z.output<typeof credentialView>;
export type TokenView = z.output<typeof tokenView>;
export type SigningKeyView = z.output<typeof signingKeyView>;
export type BreakGlassView = z.infer<typeof breakGlassView>;
export type Channel = z.output<typeof channel>;
export type OwnChannel = z.output<typeof ownChannel>;
export type Member = z.output<typeof member>;
export type Message = z.output<typeof message>;
export type Reaction = z.output<typeof reaction>;
export type InvitationView = z.output<typeof invitationView>;
export type Preferences = z.output<typeof preferences>;
export type AuditEntryView = z.output<typeof auditEntryView>;
export type TenantView = z.output<typeof tenantView>;
