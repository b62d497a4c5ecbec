/**
 * What a screen does, as the command line does it: the only place where such lines are written. A test gives each of them
 * to a shell, and what that makes of it to the command line itself.
 */
import type { GroupView, InputOf, OperationName, Operations } from '@wardroom/contract';

export interface CommandLine {
  /** Which command. */
  readonly words: readonly string[];
  readonly operands: readonly string[];
  /** Those that are undefined or false are not written; true is an option without a value. */
  readonly options: Options;
  /** Asks no server, and nobody has to be signed in. */
  readonly isOffline?: boolean;
}
type Options = Readonly<Record<string, string | boolean | undefined>>;

/** Whose line it is: the one who is signed in, at this address. */
export interface Caller {
  readonly origin: string;
  readonly handle: string;
}

const command = (words: string, operands: readonly string[], options: Options = {}): CommandLine => ({
  ...{ words: words.split(' '), operands, options },
});

/** What has no command of its own: an operation, and the fields of its input that a screen gives. */
export const plain = {
  'audit.erase': ['principalId', 'reason'],
  'audit.get': ['entryId'],
  'audit.settings.set': ['securityDays', 'complianceDays', 'version'],
  'audit.sinks.pause': ['sinkId'],
  'audit.sinks.remove': ['sinkId'],
  'audit.sinks.replay': ['sinkId', 'from'],
  'audit.sinks.resume': ['sinkId'],
  'audit.sinks.test': ['sinkId'],
  'breakGlass.end': ['breakGlassId'],
  'channels.archive': ['channelId'],
  'channels.delete': ['channelId'],
  'channels.restore': ['channelId'],
  'clients.approve': ['clientId'],
  'clients.revoke': ['clientId'],
  'clients.rotateSecret': ['clientId'],
  'credentials.revoke': ['credentialId'],
  'credentials.rotate': ['credentialId'],
  'credentials.rotateNow': ['credentialId'],
  'domains.remove': ['domainId'],
  'domains.verify': ['domainId'],
  'grants.revoke': ['grantId'],
  'invitations.revoke': ['invitationId'],
  'policies.configure': ['revision', 'timeZone', 'region', 'samplePerMille'],
  'principals.createBot': ['handle', 'displayName', 'kind'],
  'principals.reactivate': ['principalId'],
  'principals.suspend': ['principalId'],
  'search.configure': ['mode'],
  'sessions.revoke': ['sessionId'],
  'tenants.segment': ['segmentation', 'reason'],
  'tenants.update': ['name'],
  'tokens.revoke': ['tokenId'],
} as const satisfies Partial<Record<OperationName, readonly string[]>>;

type Plain = typeof plain;
type Input<Name extends keyof Plain> = Readonly<Record<Plain[Name][number], string | number>>;

export const api = <Name extends keyof Plain>(operation: Name, input: Input<Name>): CommandLine =>
  command('api', [
    operation,
    ...plain[operation].map((field) => `${field}=${input[field as keyof typeof input]}`),
  ]);

interface RoleWords {
  readonly name: string;
  readonly description: string;
  readonly chosen: readonly string[];
  readonly reason: string;
}

const roleOptions = ({ description, chosen, reason }: Partial<Omit<RoleWords, 'name'>>): Options => ({
  permissions: chosen?.join(','),
  description,
  reason: reason === '' ? undefined : reason,
});

type GroupWords = 'handle' | 'name' | 'description' | 'visibility' | 'mentionableBy' | 'department';
type GroupChange = { readonly [Word in GroupWords]?: GroupView[Word] | undefined } & {
  /** A handle or an id; null: below no other; undefined: where it is. */
  readonly parent?: string | null;
};

const groupOptions = ({ handle, parent, department, mentionableBy, ...words }: GroupChange): Options => ({
  ...words,
  'mentionable-by': mentionableBy,
  parent: parent ?? undefined,
  top: parent === null,
  department: department === true,
  'no-department': department === false,
});

/** Until somebody writes one, it is to be filled in. */
const neededReason = (reason: string): string => (reason.trim() === '' ? '…' : reason.trim());

export interface Activation extends Pick<InputOf<Operations['policies.activate']>, 'version' | 'mode'> {
  readonly reason: string;
}

export interface Explaining {
  readonly channel?: string | undefined;
  readonly message?: string | undefined;
  readonly subject?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly address?: string | undefined;
  /** ISO 8601. */
  readonly at?: string | undefined;
  readonly device?: string | undefined;
}

/** People, roles, groups and channels are named by handle, name or id. */
export const commands = {
  verifyAudit: (file: string): CommandLine => ({ ...command('audit verify', [file]), isOffline: true }),
  /** Filters as they are typed there, too. */
  listAudit: (filters: readonly string[]) => command('audit list', filters),
  replayLetters: (feed: string, entries: readonly string[]) =>
    command('audit sinks replay-letters', [feed, ...entries]),
  dropLetters: (feed: string, entries: readonly string[]) =>
    command('audit sinks drop-letters', [feed, ...entries], { yes: true }),
  assignRole: (person: string, role: string) => command('roles assign', [person, role]),
  createRole: ({ name, ...words }: RoleWords) => command('roles create', [name], roleOptions(words)),
  /** What stays is not said. */
  updateRole: (role: string, { name, ...words }: Partial<RoleWords>) =>
    command('roles update', [role], { name, ...roleOptions(words) }),
  deleteRole: (role: string) => command('roles delete', [role]),
  createGroup: (handle: string, name: string, change: GroupChange) =>
    command('groups create', [handle], { ...groupOptions(change), name, top: false, 'no-department': false }),
  updateGroup: (group: string, change: GroupChange) =>
    command('groups update', [group], { ...groupOptions(change), handle: change.handle }),
  deleteGroup: (group: string) => command('groups delete', [group]),
  addToGroup: (group: string, people: readonly string[], role: 'manager' | 'member') =>
    command('groups add', [group, ...people], { manager: role === 'manager' }),
  removeFromGroup: (group: string, people: readonly string[]) => command('groups remove', [group, ...people]),
  groupMemberRole: (group: string, person: string, role: 'manager' | 'member') =>
    command('groups role', [group, person, role]),
  groupRoles: (group: string, roles: readonly string[], reason: string) =>
    command('groups roles', [group, ...roles], { reason: reason === '' ? undefined : reason }),
  linkChannel: (group: string, channel: string) => command('groups link', [group, channel]),
  unlinkChannel: (channel: string) => command('groups unlink', [channel]),
  applyPolicies: (file: string, reason: string) =>
    command('policy apply', [file], { reason: neededReason(reason) }),
  activatePolicies: ({ version, mode, reason }: Activation) =>
    command('policy activate', [version === null ? 'off' : String(version)], {
      ...{ reason: neededReason(reason), evaluate: mode === 'evaluate' },
    }),
  explain: (person: string, permission: string, { scopes, ...about }: Explaining) =>
    command('explain', [person, permission], { ...about, scopes: scopes?.join(',') }),
} as const;

/** A value as a POSIX shell takes it. */
const shellWord = (value: string): string =>
  /^[\w.,:/@+=-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;

/** `wardroom roles assign noor 'Front desk' --server https://acme.chat.example --as olga` */
export function writeLine(line: CommandLine, { origin, handle }: Caller): string {
  const { words, operands, options, isOffline = false } = line;
  const caller = isOffline ? {} : { server: origin, as: handle };
  const named = Object.entries<Options[string]>({ ...options, ...caller }).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : value === true ? [`--${name}`] : [`--${name}`, value],
  );
  // What begins with a hyphen would be read as an option.
  const parts = operands.some((operand) => operand.startsWith('-'))
    ? [...named, '--', ...operands]
    : [...operands, ...named];
  return ['wardroom', ...words, ...parts].map(shellWord).join(' ');
}
