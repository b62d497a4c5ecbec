/** A workspace whose roles, departments and channels are dealt anew, and the rule of who sees whom in plain words. */
import { type Permission, type RoleView, uuidOf } from '@wardroom/contract';
import { rolePermissions } from '@wardroom/policy';
import fc from 'fast-check';
import type { Who } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';

/** Whose roles are dealt; the owner arranges. */
export const viewers = [
  'admin',
  'developer',
  'member',
  'member2',
  'guest',
  'viewer',
] as const satisfies Who[];
export const everybody: readonly Who[] = ['owner', ...viewers, 'auditor', 'bot'];
type Viewer = (typeof viewers)[number];

const basics = ['workspace.read', 'message.search', 'groups.read', 'message.write', 'direct.open'] as const;
const more = ['channel.browse', 'people.read_across', 'channel.invite'] as const;
/** Built-in roles, and every combination of what sight asks for. */
export const chosenRights: readonly (readonly Permission[])[] = Array.from({ length: 8 }, (_, bits) => [
  ...basics,
  ...more.filter((_one, index) => (bits & (1 << index)) > 0),
]);

const groupCount = 6;
const channelCount = 4;
export interface Deal {
  readonly segmented: boolean;
  /** Index of the role of each viewer. */
  readonly roles: Readonly<Record<Viewer, number>>;
  /** Of each group: whether it is a department, and an earlier one above it. */
  readonly groups: readonly { readonly department: boolean; readonly parent: number }[];
  readonly members: readonly (readonly [group: number, who: Who])[];
  readonly inChannels: readonly (readonly [channel: number, who: Who])[];
}
const someone = fc.constantFrom(...everybody);
const few = { minLength: 2, maxLength: 12 };
export const deals: fc.Arbitrary<Deal> = fc.record({
  segmented: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  roles: fc.record(
    Object.fromEntries(viewers.map((who) => [who, fc.nat(chosenRights.length + 4)])) as Record<
      Viewer,
      fc.Arbitrary<number>
    >,
  ),
  groups: fc.array(
    fc.record({ department: fc.boolean(), parent: fc.integer({ min: -3, max: groupCount }) }),
    {
      ...{ minLength: groupCount, maxLength: groupCount },
    },
  ),
  members: fc.array(fc.tuple(fc.nat(groupCount - 1), someone), few),
  inChannels: fc.array(fc.tuple(fc.nat(channelCount - 1), someone), few),
});

const builtIn = ['member', 'developer', 'viewer', 'guest', 'admin'] as const;

/** The rule, said plainly. */
export class Reference {
  readonly #deal: Deal;
  readonly #permissions: readonly ReadonlySet<string>[];

  constructor(deal: Deal, custom: readonly RoleView[]) {
    this.#deal = deal;
    this.#permissions = [
      ...custom.map(({ permissions }) => new Set<string>(permissions)),
      ...builtIn.map((role) => new Set<string>(rolePermissions[role])),
    ];
  }

  holds(who: Viewer, permission: Permission): boolean {
    return this.#permissions[this.#deal.roles[who]]?.has(permission) ?? false;
  }

  pathOf(group: number): number[] {
    const parent = this.#deal.groups[group]?.parent ?? -1;
    return [...(parent >= 0 && parent < group ? this.pathOf(parent) : []), group];
  }

  inGroup(group: number): Set<Who> {
    return new Set(
      this.#deal.members.filter(([at]) => this.pathOf(at).includes(group)).map(([, who]) => who),
    );
  }

  inChannel(channel: number): Set<Who> {
    return new Set(this.#deal.inChannels.filter(([at]) => at === channel).map(([, who]) => who));
  }

  sees(viewer: Viewer, other: Who): boolean {
    if (viewer === other) return true;
    const browses = this.holds(viewer, 'channel.browse');
    if (browses && (!this.#deal.segmented || this.holds(viewer, 'people.read_across'))) return true;
    const together = (sets: readonly Set<Who>[]) => sets.some((set) => set.has(viewer) && set.has(other));
    const channels = Array.from({ length: channelCount }, (_, at) => this.inChannel(at));
    if (this.holds(viewer, 'channel.read') && together(channels)) return true;
    const departments = this.#deal.groups.flatMap(({ department }, at) =>
      department ? [this.inGroup(at)] : [],
    );
    return browses && together(departments);
  }

  seenBy(viewer: Viewer, among: Iterable<Who> = everybody): Who[] {
    return [...among].filter((other) => this.sees(viewer, other));
  }
}

export interface World {
  readonly groups: readonly string[];
  readonly channels: readonly string[];
  readonly roles: readonly RoleView[];
  deal(deal: Deal): Promise<void>;
}

export async function createWorld(h: Harness): Promise<World> {
  const ask = <T>(operation: Parameters<Harness['succeed']>[2], input: object) =>
    h.succeed<T>(h.acme, 'owner', operation, input);
  const [groups, channels, roles]: [string[], string[], RoleView[]] = [[], [], []];
  for (let at = 0; at < groupCount; at += 1) {
    const input = { handle: `group-${at}`, name: `Group ${at}` };
    groups.push((await ask<{ group: { id: string } }>('groups.create', input)).group.id);
  }
  for (let at = 0; at < channelCount; at += 1) {
    const input = { name: `channel-${at}`, kind: at === 0 ? 'public' : 'private' };
    channels.push((await ask<{ channel: { id: string } }>('channels.create', input)).channel.id);
  }
  for (const [at, chosen] of chosenRights.entries())
    roles.push((await ask<{ role: RoleView }>('roles.create', { name: `Role ${at}`, chosen })).role);
  return { groups, channels, roles, deal: (deal) => lay(h, { groups, channels, roles }, deal) };
}

/** Rows as they would be, without the operations that lead there: those have suites of their own. */
async function lay(h: Harness, world: Omit<World, 'deal'>, deal: Deal): Promise<void> {
  const { admin, acme } = h;
  const tenantId = acme.tenant.id;
  const [groups, channels] = [world.groups.map(uuidOf), world.channels.map(uuidOf)];
  const plain = new Reference(deal, world.roles);
  await admin.query('delete from tenant.group_members where tenant_id = $1', [tenantId]);
  await admin.query('delete from tenant.channel_members where tenant_id = $1', [tenantId]);
  await admin.query('update tenant.heads set segmented = $2 where tenant_id = $1', [
    tenantId,
    deal.segmented,
  ]);
  for (const [at, { department }] of deal.groups.entries()) {
    const path = plain.pathOf(at).map((index) => groups[index]);
    await admin.query(
      'update tenant.groups set parent_id = $3, path = $4, department = $5 where tenant_id = $1 and group_id = $2',
      [tenantId, groups[at], path.at(-2) ?? null, path, department],
    );
  }
  for (const [group, who] of deal.members)
    await admin.query(
      `insert into tenant.group_members (tenant_id, group_id, principal_id, source, role, added_at)
       values ($1, $2, $3, 'manual', 'member', now()) on conflict do nothing`,
      [tenantId, groups[group], acme.principals[who].uuid],
    );
  for (const [channel, who] of deal.inChannels)
    await admin.query(
      `insert into tenant.channel_members (tenant_id, channel_id, principal_id, role, joined_at)
       values ($1, $2, $3, 'member', now()) on conflict do nothing`,
      [tenantId, channels[channel], acme.principals[who].uuid],
    );
  for (const who of viewers) {
    const custom = world.roles[deal.roles[who]];
    const role = custom ? 'custom' : builtIn[deal.roles[who] - world.roles.length];
    await admin.query(
      'update tenant.principals set role = $3, custom_role_id = $4 where tenant_id = $1 and principal_id = $2',
      [tenantId, acme.principals[who].uuid, role, custom ? uuidOf(custom.role) : null],
    );
  }
}
