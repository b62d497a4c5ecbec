/**
 * Which channels tenant policies let each viewer read, for what is delivered without a call. What must never happen: a
 * viewer is shown something that happened in a channel which a policy that decides keeps from them. So a viewer has
 * their sight before they are shown anything; events that may change it are shown after it has been read anew; and a
 * channel that nobody knew when it was read is not shown. Where no policy is about reading channels, nothing is read.
 */
import type { EventType, Permission, Uuid } from '@wardroom/contract';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import { type Authority, readAuthorities } from '../../kernel/authority/authority.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { TenantDatabase } from '../../kernel/database/tenant-database.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import type { ScopeKeys } from '../../kernel/keyring/index.ts';
import {
  activePolicies,
  type Breaker,
  type PolicyGate,
  policyGate,
  readGroupsOf,
} from '../../kernel/policies/index.ts';
import type { Audience } from './audience.ts';
import type { Sight, Viewer } from './viewer.ts';

export interface PolicySightParts {
  readonly tenantId: Uuid;
  readonly database: Pick<TenantDatabase, 'read'>;
  readonly keys: () => Promise<ScopeKeys>;
  /** Every channel of the tenant, as policies see it. */
  readonly channels: (tx: ReadTransaction) => Promise<ReadonlyMap<Uuid, ResourceFacts>>;
  readonly audience: Audience;
  readonly breaker: Breaker;
  readonly clock: Clock;
}

const reading: Permission = 'channel.read';
const minuteMs = 60_000;
const atOnce = 500;
const changing: ReadonlySet<EventType> = new Set<EventType>([
  ...(['policy.changed', 'rights.changed', 'role.assigned', 'group.changed'] as const),
  ...(['channel.created', 'channel.updated', 'channel.archived', 'channel.restored'] as const),
  'channel.member_added',
]);

/** What one viewer may read, as of one moment. Each channel is asked about when something happens in it. */
class SightThroughPolicies implements Sight {
  readonly #answers = new Map<Uuid, boolean>();
  readonly #gate: PolicyGate | null;
  readonly channels: ReadonlyMap<Uuid, ResourceFacts>;

  /** Without a gate: of somebody whose credential is worth nothing. */
  constructor(gate: PolicyGate | null, channels: ReadonlyMap<Uuid, ResourceFacts>) {
    this.#gate = gate;
    this.channels = channels;
  }

  reads(channelId: Uuid): boolean {
    const known = this.#answers.get(channelId);
    if (known !== undefined) return known;
    const channel = this.channels.get(channelId);
    const answer = channel !== undefined && this.#gate?.ask(reading, channel).allowed === true;
    this.#answers.set(channelId, answer);
    return answer;
  }
}

export class PolicySight {
  readonly #parts: PolicySightParts;
  /** Readings follow each other: an older one never comes after a newer one. */
  #turn: Promise<unknown> = Promise.resolve();
  #isAbout = false;
  #minute = 0;

  constructor(parts: PolicySightParts) {
    this.#parts = parts;
  }

  /** Before a newcomer is shown anything. */
  async admit(viewer: Viewer, { policiesVersion }: Authority): Promise<void> {
    if (policiesVersion > 0) await this.#inTurn(() => this.#read([viewer]));
  }

  /** Before these events are shown. Gives those who have to start anew when they have been. */
  async after(events: readonly { readonly type: EventType }[], viewers: Iterable<Viewer>): Promise<Viewer[]> {
    const isDue = events.some(
      ({ type }) => type === 'policy.changed' || (this.#isAbout && changing.has(type)),
    );
    return isDue ? this.#inTurn(() => this.#read([...viewers])) : [];
  }

  /** Policies may ask for the time, in minutes. Gives those who have to start anew. */
  async atMinute(viewers: Iterable<Viewer>): Promise<Viewer[]> {
    const minute = Math.floor(this.#parts.clock.now() / minuteMs);
    if (!this.#isAbout || minute === this.#minute) return [];
    this.#minute = minute;
    return this.#inTurn(() => this.#read([...viewers]));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #read(viewers: readonly Viewer[]): Promise<Viewer[]> {
    const changed: Viewer[] = [];
    for (let start = 0; start < viewers.length; start += atOnce) {
      const some = viewers.slice(start, start + atOnce);
      const sights = await this.#sightsOf(some);
      for (const [index, viewer] of some.entries()) {
        const next = sights[index] ?? null;
        if (this.#differ(viewer, next)) changed.push(viewer);
        viewer.sight = next;
      }
    }
    return changed;
  }

  async #sightsOf(viewers: readonly Viewer[]): Promise<readonly (Sight | null)[]> {
    const { tenantId, database, clock } = this.#parts;
    const keys = await this.#parts.keys();
    return database.read(tenantId, async (tx) => {
      const authorities = await readAuthorities(tx, viewers, clock.now());
      const version = authorities.find((one) => one !== null)?.policiesVersion ?? 0;
      const { active } = await activePolicies(tx, keys, version);
      this.#isAbout = active?.compiled.mentions(reading) ?? false;
      if (!this.#isAbout) return viewers.map(() => null);
      const channels = await this.#parts.channels(tx);
      const ids = viewers.map(({ identity }) => identity.principalId);
      const groups = await readGroupsOf(tx, [...new Set(ids)]);
      return Promise.all(
        viewers.map(async (viewer, index) => {
          const authority = authorities[index] ?? null;
          const own = groups.get(viewer.identity.principalId) ?? [];
          const gate = authority && (await this.#gateOf(tx, keys, viewer, { authority, groups: own }));
          return new SightThroughPolicies(gate, channels);
        }),
      );
    });
  }

  #gateOf(
    tx: ReadTransaction,
    keys: ScopeKeys,
    { address, device = '' }: Viewer,
    { authority, groups }: { readonly authority: Authority; readonly groups: readonly Uuid[] },
  ): Promise<PolicyGate> {
    const { breaker, clock } = this.#parts;
    const circumstances = { address, device, at: clock.now(), operation: 'realtime.connect' };
    return policyGate(tx, { keys, breaker, onTripped: () => {} }, authority, circumstances, groups);
  }

  /** Only by channels of their own that were there before: whoever is added to one is told of it anyway. */
  #differ({ identity: { principalId }, sight }: Viewer, next: Sight | null): boolean {
    const before = sight ?? null;
    const channels = (next ?? before)?.channels ?? new Map();
    for (const channelId of channels.keys()) {
      if (!this.#parts.audience.isMember(channelId, principalId)) continue;
      if (before !== null && !before.channels.has(channelId)) continue;
      if ((before?.reads(channelId) ?? true) !== (next?.reads(channelId) ?? true)) return true;
    }
    return false;
  }
}
