/**
 * Every group of a tenant and how one principal stands to each. Read whole, by the same statements whatever is asked, so
 * that a group which one may not see takes the same way as one that does not exist.
 */
import type { GroupView, Uuid } from '@wardroom/contract';
import { decide, type GroupResource, seesGroupMembers } from '@wardroom/policy';
import type { ResourceFacts } from '../../kernel/authorise.ts';
import type { Authority } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';
import { viewerOf } from '../principals/index.ts';
import { conflict, type GroupRole, type GroupRow, type ShownGroup } from './group.ts';
import { readTree } from './store/groups.ts';
import { countGroupMembers } from './store/members.ts';

export const mostGroups = 1_000;
export const mostMembers = 10_000;
export const deepest = 8;

export type Direct = readonly { readonly group_id: Uuid; readonly manages: boolean }[];
type Viewer = Pick<Authority, 'principalId' | 'rights' | 'segmented' | 'scopes'>;

export class Forest {
  readonly #rows: ReadonlyMap<Uuid, GroupRow>;
  readonly #direct: ReadonlyMap<Uuid, GroupRole>;
  /** Groups that the principal is in: directly, or in one below. */
  readonly #inside = new Set<Uuid>();

  constructor(rows: readonly GroupRow[], direct: Direct) {
    this.#rows = new Map(rows.map((row) => [row.group_id, row]));
    this.#direct = new Map(direct.map((one) => [one.group_id, one.manages ? 'manager' : 'member']));
    for (const id of this.#direct.keys()) for (const above of this.pathOf(id)) this.#inside.add(above);
  }

  static async read(tx: ReadTransaction, principalId: Uuid): Promise<Forest> {
    return new Forest(...(await readTree(tx, principalId)));
  }

  get size(): number {
    return this.#rows.size;
  }

  get rows(): IterableIterator<GroupRow> {
    return this.#rows.values();
  }

  find(id: Uuid): GroupRow | undefined {
    return this.#rows.get(id);
  }

  /** From the root to the group itself; empty for what does not exist. */
  pathOf(id: Uuid): readonly Uuid[] {
    return this.#rows.get(id)?.path ?? [];
  }

  /** The group and everything below it. */
  below(id: Uuid): GroupRow[] {
    return [...this.rows].filter(({ path }) => path.includes(id));
  }

  isInside(id: Uuid): boolean {
    return this.#inside.has(id);
  }

  factsOf(row: GroupRow): GroupResource {
    const manages = row.path.some((id) => this.#direct.get(id) === 'manager');
    const membership = manages ? 'manager' : this.#inside.has(row.group_id) ? 'member' : null;
    return {
      kind: 'Group',
      visibility: row.visibility,
      mentionableBy: row.mentionable_by,
      membership,
    };
  }

  /** What is authorised on; null when there is no such group. */
  resource(row: GroupRow | undefined): ResourceFacts | null {
    return row === undefined ? null : { id: row.group_id, facts: this.factsOf(row) };
  }

  isVisible(viewer: Viewer, id: Uuid): boolean {
    const row = this.find(id);
    return row !== undefined && decide(viewer, 'groups.read', this.factsOf(row)).allowed;
  }

  /**
   * The groups whose own members this viewer sees. Nobody is shown, or counted, as a member by a membership that is not
   * to be seen: it would tell of a hidden subgroup, or who is in a private one.
   */
  openTo(viewer: Viewer): Uuid[] {
    return [...this.rows]
      .filter((row) => seesGroupMembers(viewer, this.factsOf(row)))
      .map((row) => row.group_id);
  }

  ownIn(row: GroupRow): GroupView['own'] {
    const { membership } = this.factsOf(row);
    return membership === null ? null : { role: membership, direct: this.#direct.has(row.group_id) };
  }

  /** Departments that one is in by being in this group: itself, or above it. */
  departmentsOver(id: Uuid): Uuid[] {
    return this.pathOf(id).filter((above) => this.#rows.get(above)?.department);
  }

  /** The roles that come with being in a group: its own and those of every group above. */
  conferredBy(id: Uuid): string[] {
    return this.pathOf(id).flatMap((above) => this.#rows.get(above)?.confers ?? []);
  }

  /** These groups as the viewer sees them. */
  async show(tx: ReadTransaction, viewer: Viewer, rows: readonly GroupRow[]): Promise<ShownGroup[]> {
    // Who meets people in channels alone is told no numbers about others.
    const open = viewer.rights.has('channel.browse') ? this.openTo(viewer) : [];
    const counts = new Map(
      (await countGroupMembers(tx, viewerOf(viewer), open)).map(({ group_id, members }) => [
        group_id,
        members,
      ]),
    );
    const seen = new Set(open);
    return rows.map((row) => ({
      row,
      own: this.ownIn(row),
      members: seen.has(row.group_id) ? (counts.get(row.group_id) ?? 0) : null,
    }));
  }

  /**
   * Throws unless the tree stays one: no group below itself, none deeper than eight, and nothing that everybody sees
   * below what is hidden. `row` stands for the group of the same id.
   */
  requirePlace(row: GroupRow, parent: GroupRow | null): void {
    if (parent?.path.includes(row.group_id)) throw conflict('/parentId', 'a group cannot be below itself');
    const below = this.below(row.group_id);
    const depth = (parent?.path.length ?? 0) + 1;
    const before = this.pathOf(row.group_id).length || 1;
    const deepestBelow = Math.max(before, ...below.map(({ path }) => path.length)) - before;
    if (depth + deepestBelow > deepest) throw conflict('/parentId', `groups are at most ${deepest} deep`);
    if (parent?.visibility === 'hidden' && row.visibility !== 'hidden')
      throw conflict('/visibility', 'a group below a hidden one is hidden');
    const shows = below.some(
      (one) => one.group_id !== row.group_id && one.visibility !== 'hidden' && one.parent_id === row.group_id,
    );
    if (row.visibility === 'hidden' && shows)
      throw conflict('/visibility', 'groups below a hidden one are hidden: hide them first');
  }
}
