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
import {
  type Breaker,
  type KnownOfCaller,
  type PolicyGate,
  type PolicyShelf,
  policyGate,
  readGroupNames,
  readGroupsOf,
  readPeople,
} from '../../kernel/policies/index.ts';
import type { Audience } from './audience.ts';
import { aboutPeople, type Sight, type Viewer } from './viewer.ts';

export interface PolicySightParts {
  readonly tenantId: Uuid;
  readonly database: Pick<TenantDatabase, 'read'>;
  readonly shelf: PolicyShelf;
  /** Every channel of the tenant, as policies see it. */
  readonly channels: (tx: ReadTransaction) => Promise<ReadonlyMap<Uuid, ResourceFacts>>;
  readonly audience: Audience;
  readonly breaker: Breaker;
  readonly clock: Clock;
}

const reading: Permission = 'channel.read';
const meeting: Permission = 'people.read';
const minuteMs = 60_000;
/** Viewers of one transaction. */
const atOnce = 500;
const mostRemembered = 5_000;
/** Questions in one turn of the event loop, each up to 0.2 ms. */
const questionsPerTurn = 64;
const changing: ReadonlySet<EventType> = new Set<EventType>([
  ...(['policy.changed', 'rights.changed', 'role.assigned', 'group.changed'] as const),
  ...(['channel.created', 'channel.updated', 'channel.archived', 'channel.restored'] as const),
  'channel.member_added',
]);

type Channels = ReadonlyMap<Uuid, ResourceFacts>;
type People = ReadonlyMap<Uuid, ResourceFacts>;

/** What one viewer may read, as of one moment. Each channel is asked about when something happens in it. */
class SightThroughPolicies implements Sight {
  readonly #answers = new Map<Uuid, boolean>();
  readonly #gate: PolicyGate | null;
  readonly #people: People;
  readonly channels: ReadonlyMap<Uuid, ResourceFacts>;

  /** Without a gate: of somebody whose credential is worth nothing. */
  constructor(gate: PolicyGate | null, channels: ReadonlyMap<Uuid, ResourceFacts>, people: People) {
    this.#gate = gate;
    this.channels = channels;
    this.#people = people;
  }

  seesPerson(principalId: Uuid): boolean {
    if (this.#gate?.mentions(meeting) !== true) return this.#gate !== null;
    const person = this.#people.get(principalId);
    return person !== undefined && this.#gate.ask(meeting, person).allowed;
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

interface About {
  readonly type: EventType;
  readonly subjectId?: Uuid;
}

const subjectsOf = (events: readonly About[]): Uuid[] =>
  events.flatMap(({ type, subjectId }) =>
    aboutPeople.has(type) && subjectId !== undefined ? [subjectId] : [],
  );

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class PolicySight {
  readonly #parts: PolicySightParts;
  /** Readings follow each other: an older one never comes after a newer one. */
  #turn: Promise<unknown> = Promise.resolve();
  /** Those who come while others are read for are read for together. */
  #newcomers: Viewer[] = [];
  #admission: Promise<unknown> | null = null;
  #isAbout = false;
  #isAboutPeople = false;
  /** Of what decides; null: nothing does. */
  #version: number | null = null;
  /** Those whom events are about, as of the newest of these. */
  readonly #people = new Map<Uuid, ResourceFacts>();
  /** Answers may be others in a minute, although nothing has changed. */
  #seesClock = false;
  #minute = 0;

  constructor(parts: PolicySightParts) {
    this.#parts = parts;
  }

  /** Before a newcomer is shown anything. */
  async admit(viewer: Viewer, { policiesVersion }: Authority): Promise<void> {
    if (policiesVersion === 0) return;
    this.#newcomers.push(viewer);
    this.#admission ??= this.#inTurn(() => {
      this.#admission = null;
      return this.#read(this.#newcomers.splice(0));
    });
    await this.#admission;
  }

  /** Before these events are shown. Gives those who have to start anew when they have been. */
  async after(events: readonly About[], viewers: Iterable<Viewer>): Promise<Viewer[]> {
    const isAsked = this.#isAbout || this.#isAboutPeople;
    const isDue = events.some(({ type }) => type === 'policy.changed' || (isAsked && changing.has(type)));
    const before = { version: this.#version, isAboutPeople: this.#isAboutPeople };
    const all = [...viewers];
    const changed = isDue ? await this.#inTurn(() => this.#read(all)) : [];
    // Whoever is in a group of a sudden may be somebody else to policies.
    await this.#remember([...subjectsOf(events), ...(isDue ? this.#people.keys() : [])]);
    // Whom somebody sees of thousands is asked when they start anew, and not before.
    const isOtherwise = before.version !== this.#version && (before.isAboutPeople || this.#isAboutPeople);
    return isOtherwise ? all : changed;
  }

  /** Before events of the past are shown, which may carry the profile of somebody. */
  meet(events: readonly About[]): Promise<void> {
    return this.#remember(subjectsOf(events).filter((id) => !this.#people.has(id)));
  }

  async #remember(ids: readonly Uuid[]): Promise<void> {
    if (!this.#isAboutPeople || ids.length === 0) return;
    const { database, tenantId, clock } = this.#parts;
    const people = await database.read(tenantId, (tx) => readPeople(tx, [...new Set(ids)], clock.now()));
    if (this.#people.size > mostRemembered) this.#people.clear();
    for (const [id, facts] of people) this.#people.set(id, facts);
  }

  /** Policies may ask for the time, in minutes. Gives those who have to start anew. */
  async atMinute(viewers: Iterable<Viewer>): Promise<Viewer[]> {
    const minute = Math.floor(this.#parts.clock.now() / minuteMs);
    if (!this.#seesClock || minute === this.#minute) return [];
    this.#minute = minute;
    return this.#inTurn(() => this.#read([...viewers]));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #read(viewers: readonly Viewer[]): Promise<Viewer[]> {
    const { shelf, tenantId } = this.#parts;
    const changed: Viewer[] = [];
    let channels: Channels | null = null;
    let asked = 0;
    for (let start = 0; start < viewers.length; start += atOnce) {
      const some = viewers.slice(start, start + atOnce);
      const read = await shelf.within(tenantId, () => this.#sightsOf(some, channels));
      channels = read.channels;
      for (const [index, viewer] of some.entries()) {
        const next = read.sights[index] ?? null;
        const { differs, questions } = this.#compare(viewer, next);
        if (differs) changed.push(viewer);
        viewer.sight = next;
        asked += questions;
        if (asked < questionsPerTurn) continue;
        asked = 0;
        await nextTurn();
      }
    }
    return changed;
  }

  /** Channels are read once for all parts of one reading. */
  #sightsOf(
    viewers: readonly Viewer[],
    known: Channels | null,
  ): Promise<{ readonly sights: readonly (Sight | null)[]; readonly channels: Channels | null }> {
    const { tenantId, database, shelf, clock } = this.#parts;
    return database.read(tenantId, async (tx) => {
      const authorities = await readAuthorities(tx, viewers, clock.now());
      const version = authorities.find((one) => one !== null)?.policiesVersion ?? 0;
      const { active, handles } = shelf.at(tenantId, version);
      this.#isAbout = active?.compiled.mentions(reading) ?? false;
      this.#seesClock = [reading, meeting].some((one) => active?.compiled.seesClock(one) ?? false);
      this.#isAboutPeople = active?.compiled.mentions(meeting) ?? false;
      this.#version = active?.version ?? null;
      if (!this.#isAbout && !this.#isAboutPeople) return { sights: viewers.map(() => null), channels: null };
      const ids = [...new Set(viewers.map(({ identity }) => identity.principalId))];
      const [channels, groups, names] = await Promise.all([
        known ?? this.#parts.channels(tx),
        readGroupsOf(tx, ids),
        readGroupNames(tx, handles),
      ]);
      const sights = viewers.map(async (viewer, index) => {
        const authority = authorities[index] ?? null;
        const own = { groups: groups.get(viewer.identity.principalId) ?? [], names };
        const gate = authority && (await this.#gateOf(tx, viewer, authority, own));
        return new SightThroughPolicies(gate, channels, this.#people);
      });
      return { sights: await Promise.all(sights), channels };
    });
  }

  #gateOf(
    tx: ReadTransaction,
    { address, device = '' }: Viewer,
    authority: Authority,
    known: KnownOfCaller,
  ): Promise<PolicyGate> {
    const { shelf, breaker, clock } = this.#parts;
    const circumstances = { address, device, at: clock.now(), operation: 'realtime.connect' };
    return policyGate(tx, { shelf, breaker, onTripped: () => {} }, authority, circumstances, known);
  }

  /** Only by channels of their own that were there before: whoever is added to one is told of it anyway. */
  #compare(
    { identity: { principalId }, sight }: Viewer,
    next: Sight | null,
  ): { readonly differs: boolean; readonly questions: number } {
    const before = sight ?? null;
    if (!this.#isAbout && before === null) return { differs: false, questions: 0 };
    const channels = (next ?? before)?.channels ?? new Map();
    let questions = 0;
    for (const channelId of channels.keys()) {
      if (!this.#parts.audience.isMember(channelId, principalId)) continue;
      if (before !== null && !before.channels.has(channelId)) continue;
      questions += 1;
      if ((before?.reads(channelId) ?? true) !== (next?.reads(channelId) ?? true))
        return { differs: true, questions };
    }
    return { differs: false, questions };
  }
}
