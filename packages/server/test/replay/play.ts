/** Random commands by random people, and what they are about: chosen by numbers among what is there by then. */
import type { Message, OperationName, RoleView } from '@wardroom/contract';
import fc from 'fast-check';
import type { Stage } from './stage.ts';

const who = fc.constantFrom('owner', 'admin', 'developer', 'member', 'member2', 'guest', 'viewer', 'bot');
const boss = fc.constantFrom('owner', 'owner', 'admin', 'member');
const role = fc.constantFrom('admin', 'developer', 'member', 'guest', 'viewer', 'auditor');
const words = fc.constantFrom(
  'plain',
  'hello @acme-member @acme-bot',
  '@acme-guest',
  'well @all',
  '@acme-viewer',
);

const initialRoles: Readonly<Record<string, string>> = {
  ...{ admin: 'admin', developer: 'developer', member: 'member', member2: 'member' },
  ...{ guest: 'guest', viewer: 'viewer', auditor: 'auditor', bot: 'agent' },
};

/** Numbers choose among what is there by then. */
export const step = fc.record({
  by: who,
  boss,
  whom: who,
  place: fc.nat(5),
  pick: fc.nat(1_000),
  role,
  words,
});
export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
export const command = fc.constantFrom<OperationName>(
  ...(['messages.send', 'messages.send', 'messages.send', 'messages.send', 'messages.edit'] as const),
  ...([
    'messages.redact',
    'channels.markRead',
    'channels.markRead',
    'channels.create',
    'channels.create',
  ] as const),
  ...(['channels.join', 'channels.leave', 'channels.addMember', 'channels.addMember'] as const),
  ...(['channels.removeMember', 'channels.removeMember', 'channels.setMemberRole'] as const),
  ...(['channels.update', 'channels.archive', 'channels.restore', 'channels.restore'] as const),
  ...(['roles.create', 'roles.update', 'roles.update', 'roles.assign'] as const),
  ...(['roles.assign', 'principals.suspend', 'principals.reactivate', 'principals.reactivate'] as const),
  ...(['principals.updateProfile', 'principals.createBot', 'tenants.update', 'imports.append'] as const),
  ...(['reactions.add', 'reactions.add', 'reactions.add', 'reactions.remove'] as const),
  ...(['pins.add', 'pins.remove', 'preferences.update', 'preferences.update'] as const),
  ...(['channels.openDirect', 'channels.openDirect', 'channels.delete', 'channels.delete'] as const),
);

const ownOperations: ReadonlySet<OperationName> = new Set([
  ...(['messages.send', 'messages.edit', 'channels.markRead', 'channels.join', 'channels.leave'] as const),
  ...(['principals.updateProfile', 'channels.openDirect', 'reactions.add', 'reactions.remove'] as const),
  ...(['pins.add', 'pins.remove', 'preferences.update'] as const),
]);
const noArrangement = { sections: [], favourites: [], muted: [], collapsed: [] };
const noChannel = 'chn_00000000000000000000000000';
/** What changes most for whoever holds it. */
const rights = [
  'workspace.read',
  'channel.read',
  'people.read',
  'channel.browse',
  'message.write',
  'roles.read',
];
const chosenBy = (pick: number) => rights.filter((_, place) => ((pick >> place) & 1) === 1 || place === 0);

interface Answer {
  readonly channel?: { readonly id: string };
  readonly message?: Message;
  readonly role?: RoleView;
}
const emoji = ['👍', '🎉', '👩🏽‍🚀'] as const;

export class Play {
  readonly stage: Stage;
  readonly channels: string[];
  /** Those that may be deleted. */
  readonly #fleeting: string[] = [];
  readonly messages: Message[] = [];
  /** Custom roles as somebody saw them last. */
  readonly #roles = new Map<string, RoleView>();
  /** Operations that were allowed at least once. */
  readonly seen = new Set<OperationName>();
  done = 0;

  constructor(stage: Stage) {
    this.stage = stage;
    this.channels = [stage.general.id, stage.secret.id];
  }

  async act(operation: OperationName, step: Step): Promise<void> {
    const by = this.#actor(operation, step);
    const input = this.#input(operation, step);
    await this.#prepare(by, operation, input);
    const { answer } = await this.stage.run(by, operation, input);
    if (!answer.ok) return;
    this.done += 1;
    this.seen.add(operation);
    const { channel, message, role: saved } = answer.output as Answer;
    if (operation.startsWith('roles.') && saved) this.#roles.set(saved.role, saved);
    if (operation === 'channels.create' && channel) await this.#settle(by, channel.id, step);
    if (operation === 'channels.delete')
      this.#fleeting.splice(this.#fleeting.indexOf(`${input['channelId']}`), 1);
    if (operation === 'channels.openDirect' && channel && !this.channels.includes(channel.id))
      this.channels.push(channel.id);
    if (operation === 'messages.send' && message) this.messages.push(message);
  }

  /** Refusals grow with each sequence: people are suspended, roles lost. Everything is as it was in the beginning. */
  async renew(): Promise<void> {
    const { stage } = this;
    const run = (operation: OperationName, input: object) => stage.run('owner', operation, input);
    for (const name of Object.keys(initialRoles)) {
      const principalId = stage.idOf(name);
      await run('principals.reactivate', { principalId });
      await run('roles.assign', { principalId, role: initialRoles[name] });
    }
    for (const [channelId, members] of [
      [stage.general.id, ['admin', 'developer', 'member', 'member2', 'bot']],
      [stage.secret.id, ['member', 'guest', 'bot']],
    ] as const) {
      await run('channels.restore', { channelId });
      for (const name of members)
        await run('channels.addMember', { channelId, principalId: stage.idOf(name) });
    }
  }

  #actor(operation: OperationName, { by, boss: chief, pick }: Step): string {
    // Anybody would be refused most of what is tried; half of it is tried by somebody who is likely to be in the channel.
    return ownOperations.has(operation) && pick % 2 === 0 ? by : chief;
  }

  /** A channel of one is no example of anything. */
  async #settle(by: string, channelId: string, { whom, pick }: Step): Promise<void> {
    this.channels.push(channelId);
    this.#fleeting.push(channelId);
    for (const name of pick % 3 === 0 ? ['member', 'guest', whom] : [whom, 'guest'])
      await this.stage.run(by, 'channels.addMember', { channelId, principalId: this.stage.idOf(name) });
  }

  /** What has to be so, or to be known, for the command to have a chance. */
  async #prepare(by: string, operation: OperationName, input: Record<string, unknown>): Promise<void> {
    if (operation === 'channels.delete')
      await this.stage.run('owner', 'channels.archive', { channelId: input['channelId'] });
    if (operation !== 'preferences.update') return;
    const { answer } = await this.stage.run(by, 'preferences.get', {});
    if (answer.ok) input['revision'] = (answer.output as { revision: number }).revision;
  }

  #input(
    operation: OperationName,
    { whom, place, pick, role: given, words: text }: Step,
  ): Record<string, unknown> {
    const { stage } = this;
    const channelId = this.channels[place % this.channels.length];
    const message = this.messages[this.messages.length - 1 - (pick % Math.max(1, this.messages.length))];
    const messageId = message?.id ?? 'msg_00000000000000000000000000';
    const principalId = stage.idOf(whom);
    const fleeting = this.#fleeting;
    const custom = [...this.#roles.values()].at(-1 - (pick % 3));
    const inputs: Partial<Record<OperationName, Record<string, unknown>>> = {
      'messages.send': {
        ...{ channelId, ...stage.words(text) },
        ...(pick % 4 === 0 && message ? { threadRootId: message.id, channelId: message.channelId } : {}),
      },
      'messages.edit': { messageId, body: `edited ${text}` },
      'messages.redact': { messageId },
      'channels.markRead': { channelId, lastReadSeq: pick % 12 },
      'channels.create': { name: stage.newName(), kind: pick % 2 === 0 ? 'public' : 'private' },
      'channels.setMemberRole': { channelId, principalId, role: pick % 2 === 0 ? 'manager' : 'member' },
      'channels.update': { channelId, topic: `topic ${pick}` },
      'roles.create': { name: stage.newName(), chosen: chosenBy(pick) },
      'roles.update': {
        roleId: custom?.role ?? 'rol_00000000000000000000000000',
        revision: custom?.revision ?? 1,
        chosen: chosenBy(pick),
      },
      'roles.assign': { principalId, role: pick % 2 === 0 ? (custom?.role ?? given) : given },
      'principals.updateProfile': { displayName: `Name ${pick}` },
      'principals.createBot': { ...stage.newPerson() },
      'tenants.update': { name: `Workspace ${pick}` },
      'imports.append': { ...stage.conversation(stage.general.name) },
      ...{ 'pins.add': { messageId }, 'pins.remove': { messageId } },
      'reactions.add': { messageId, emoji: emoji[pick % emoji.length] },
      'reactions.remove': { messageId, emoji: emoji[pick % emoji.length] },
      'channels.openDirect': {
        principalIds: [principalId, ...(pick % 3 === 0 ? [stage.idOf('guest')] : [])],
      },
      'channels.delete': { channelId: fleeting.at(-1 - (pick % 3)) ?? noChannel },
      'preferences.update': {
        revision: 0,
        preferences: { ...noArrangement, favourites: [channelId], muted: pick % 2 === 0 ? [channelId] : [] },
      },
    };
    if (operation.startsWith('principals.') && !inputs[operation]) return { principalId };
    return inputs[operation] ?? (operation.endsWith('Member') ? { channelId, principalId } : { channelId });
  }
}
