/**
 * Who may see what, right now in the stream: roles and memberships of one tenant in memory, advanced by the events
 * themselves, so that a removal takes effect exactly at its place and costs no query per delivery.
 */
import type { Permission, Uuid } from '@wardroom/contract';
import { noRights, type PeopleSight, peopleSight, type Rights, type RoleBook } from '@wardroom/policy';
import { type DepartmentFacts, Departments } from './departments.ts';

type ChannelKind = 'public' | 'private' | 'direct' | 'deleted';

/** What roles mean, and who holds which. */
export interface Standings {
  readonly principals: readonly { readonly id: Uuid; readonly roles: readonly string[] }[];
  readonly book: RoleBook;
}

export interface AudienceFacts extends Standings, DepartmentFacts {
  /** Who answers for whom. */
  readonly owners: readonly { readonly id: Uuid; readonly ownerId: Uuid }[];
  readonly channels: readonly { readonly id: Uuid; readonly kind: ChannelKind }[];
  readonly memberships: readonly { readonly channelId: Uuid; readonly principalId: Uuid }[];
}

/** A channel as it was when it was deleted: who is to be told of it, now that nobody sees it. */
interface Deleted {
  readonly members: ReadonlySet<Uuid>;
  readonly kind: ChannelKind | undefined;
}

/** Deletions are rare; whoever resumes from before a forgotten one starts from a new snapshot. */
const keptDeletions = 1_000;

const nobody: ReadonlySet<Uuid> = new Set();

export class Audience {
  #roles = new Map<Uuid, readonly string[]>();
  #book: RoleBook;
  readonly #kinds = new Map<Uuid, ChannelKind>();
  readonly #members = new Map<Uuid, Set<Uuid>>();
  readonly #channelsOf = new Map<Uuid, Set<Uuid>>();
  readonly #deleted = new Map<Uuid, Deleted>();
  readonly #owned = new Map<Uuid, Set<Uuid>>();
  /** Who is in which departments, and whether these keep people apart. */
  readonly departments: Departments;

  constructor(facts: AudienceFacts) {
    this.#book = facts.book;
    this.departments = new Departments(facts);
    for (const { id, ownerId } of facts.owners) this.setOwner(id, ownerId);
    for (const { id, roles } of facts.principals) this.setRoles(id, roles);
    for (const { id, kind } of facts.channels) this.setKind(id, kind);
    for (const { channelId, principalId } of facts.memberships) this.add(channelId, principalId);
  }

  setRoles(principalId: Uuid, roles: readonly string[]): void {
    this.#roles.set(principalId, roles);
  }

  /** Every role anew. Answers with what somebody held, and could see, before. */
  setStandings({ principals, book }: Standings): Pick<Audience, 'rightsOf' | 'outlook'> {
    const [roles, before] = [this.#roles, this.#book];
    this.#roles = new Map(principals.map(({ id, roles }) => [id, roles]));
    this.#book = book;
    const rightsOf = (principalId: Uuid) => before.rightsOf(roles.get(principalId) ?? []);
    const { segmented } = this.departments;
    return { rightsOf, outlook: (principalId) => outlookOf(rightsOf(principalId), segmented) };
  }

  /** Who answers for a principal never changes. */
  setOwner(principalId: Uuid, ownerId: Uuid): void {
    entry(this.#owned, ownerId).add(principalId);
  }

  setKind(channelId: Uuid, kind: ChannelKind): void {
    this.#kinds.set(channelId, kind);
  }

  add(channelId: Uuid, principalId: Uuid): void {
    entry(this.#members, channelId).add(principalId);
    entry(this.#channelsOf, principalId).add(channelId);
  }

  remove(channelId: Uuid, principalId: Uuid): void {
    this.#members.get(channelId)?.delete(principalId);
    this.#channelsOf.get(principalId)?.delete(channelId);
  }

  /** The channel with everybody in it is gone. Repeating it changes nothing. */
  delete(channelId: Uuid): void {
    if (this.#deleted.has(channelId)) return;
    const members = this.membersOf(channelId);
    const kind = this.#kinds.get(channelId);
    // Loaded after the deletion: who was there is not known.
    if (members.size === 0 && (kind === undefined || kind === 'deleted')) return;
    this.#deleted.set(channelId, { members, kind });
    for (const id of this.#deleted.keys()) if (this.#deleted.size > keptDeletions) this.#deleted.delete(id);
    for (const principalId of members) this.#channelsOf.get(principalId)?.delete(channelId);
    this.#members.delete(channelId);
    this.#kinds.set(channelId, 'deleted');
  }

  /** Who was in a channel when it was deleted; undefined when that was not seen here. */
  membersAtDeletion(channelId: Uuid): ReadonlySet<Uuid> | undefined {
    return this.#deleted.get(channelId)?.members;
  }

  /** Whether this viewer saw the channel before it was deleted, as {@link sees} would have said. */
  sawDeleted(viewer: Uuid, channelId: Uuid): boolean {
    const deleted = this.#deleted.get(channelId);
    if (!deleted) return false;
    if (deleted.members.has(viewer)) return this.holds(viewer, 'channel.read');
    return deleted.kind === 'public' && this.holds(viewer, 'channel.browse');
  }

  known(): Iterable<Uuid> {
    return this.#roles.keys();
  }

  knows(principalId: Uuid): boolean {
    return this.#roles.has(principalId);
  }

  rightsOf(principalId: Uuid): Rights {
    const roles = this.#roles.get(principalId);
    return roles === undefined ? noRights : this.#book.rightsOf(roles);
  }

  membersOf(channelId: Uuid): ReadonlySet<Uuid> {
    return this.#members.get(channelId) ?? nobody;
  }

  isMember(channelId: Uuid, principalId: Uuid): boolean {
    return this.#members.get(channelId)?.has(principalId) ?? false;
  }

  holds(principalId: Uuid, permission: Permission): boolean {
    return this.rightsOf(principalId).has(permission);
  }

  /** Content of a channel goes to its members. */
  reads(viewer: Uuid, channelId: Uuid): boolean {
    return this.isMember(channelId, viewer) && this.holds(viewer, 'channel.read');
  }

  /** That a channel exists, and what it is called: its members, and for public ones whoever may browse. */
  sees(viewer: Uuid, channelId: Uuid): boolean {
    if (this.reads(viewer, channelId)) return true;
    return this.#kinds.get(channelId) === 'public' && this.holds(viewer, 'channel.browse');
  }

  /** Bots see themselves. Whoever else sees people sees them by the one rule. */
  seesPerson(viewer: Uuid, principalId: Uuid): boolean {
    if (viewer === principalId) return true;
    if (!this.holds(viewer, 'people.read')) return false;
    const { seesEverybody, through } = this.#sightOf(viewer);
    if (seesEverybody || this.#owned.get(viewer)?.has(principalId)) return true;
    return through.some((way) =>
      way === 'channel' ? this.#share(viewer, principalId) : this.departments.share(viewer, principalId),
    );
  }

  /** True for those whose view of people depends on nothing but their role. */
  seesEverybody(viewer: Uuid): boolean {
    return this.holds(viewer, 'people.read') && this.#sightOf(viewer).seesEverybody;
  }

  /** True for those whose view of people depends on whom they meet. */
  seesSome(viewer: Uuid): boolean {
    return this.holds(viewer, 'people.read') && !this.#sightOf(viewer).seesEverybody;
  }

  /** True for those whose view of people depends on departments, too. */
  seesByDepartment(viewer: Uuid): boolean {
    return this.seesSome(viewer) && this.#sightOf(viewer).through.includes('department');
  }

  /** True for those whose view of people depends on whether departments keep people apart. */
  heedsDepartments(viewer: Uuid): boolean {
    const rights = this.rightsOf(viewer);
    if (!rights.has('people.read')) return false;
    return peopleSight(rights, false).seesEverybody !== peopleSight(rights, true).seesEverybody;
  }

  /** What a change of role may change for its subject beyond permissions. */
  outlook(viewer: Uuid): string {
    return outlookOf(this.rightsOf(viewer), this.departments.segmented);
  }

  /** Everybody whom a viewer sees who does not see everybody. */
  shownTo(viewer: Uuid): ReadonlySet<Uuid> {
    const shown = new Set([viewer, ...(this.#owned.get(viewer) ?? nobody)]);
    for (const way of this.#sightOf(viewer).through) {
      if (way === 'department') this.departments.addPeers(viewer, shown);
      else
        for (const channelId of this.#channelsOf.get(viewer) ?? nobody)
          for (const principalId of this.membersOf(channelId)) shown.add(principalId);
    }
    return shown;
  }

  #sightOf(viewer: Uuid): PeopleSight {
    return peopleSight(this.rightsOf(viewer), this.departments.segmented);
  }

  #share(left: Uuid, right: Uuid): boolean {
    const theirs = this.#channelsOf.get(right);
    if (!theirs) return false;
    for (const channelId of this.#channelsOf.get(left) ?? nobody) if (theirs.has(channelId)) return true;
    return false;
  }
}

const outlookOf = (rights: Rights, segmented: boolean): string =>
  [
    ...(['people.read', 'channel.browse', 'channel.read', 'console.view'] as const).map((permission) =>
      rights.has(permission),
    ),
    peopleSight(rights, segmented).seesEverybody,
  ].join();

function entry(map: Map<Uuid, Set<Uuid>>, key: Uuid): Set<Uuid> {
  const known = map.get(key);
  if (known) return known;
  const made = new Set<Uuid>();
  map.set(key, made);
  return made;
}
