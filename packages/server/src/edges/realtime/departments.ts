/** Who is in which departments of one tenant, advanced by the events as the audience is. */
import type { Uuid } from '@wardroom/contract';

export interface DepartmentFacts {
  /** They keep people apart. */
  readonly segmented: boolean;
  /** Who is in none is not among them. */
  readonly departments: readonly { readonly id: Uuid; readonly departments: readonly Uuid[] }[];
}

const nobody: ReadonlySet<Uuid> = new Set();

export class Departments {
  #segmented: boolean;
  #of = new Map<Uuid, readonly Uuid[]>();
  #people = new Map<Uuid, Set<Uuid>>();

  constructor({ segmented, departments }: DepartmentFacts) {
    this.#segmented = segmented;
    for (const { id, departments: theirs } of departments) this.set(id, theirs);
  }

  get segmented(): boolean {
    return this.#segmented;
  }

  /** One principal's, all of them. */
  set(principalId: Uuid, departments: readonly Uuid[]): void {
    for (const before of this.#of.get(principalId) ?? []) this.#people.get(before)?.delete(principalId);
    if (departments.length === 0) this.#of.delete(principalId);
    else this.#of.set(principalId, departments);
    for (const department of departments) {
      const people = this.#people.get(department) ?? new Set();
      this.#people.set(department, people.add(principalId));
    }
  }

  /** Everything anew. Gives those who meet others than before in departments, whether or not that counts for them. */
  replace(facts: DepartmentFacts): ReadonlySet<Uuid> {
    const people = this.#people;
    this.#segmented = facts.segmented;
    [this.#people, this.#of] = [new Map(), new Map()];
    for (const { id, departments } of facts.departments) this.set(id, departments);
    const changed = new Set<Uuid>();
    for (const department of new Set([...people.keys(), ...this.#people.keys()])) {
      const [before, after] = [people.get(department) ?? nobody, this.peopleIn(department)];
      if (before.size === after.size && before.isSubsetOf(after)) continue;
      for (const id of before) changed.add(id);
      for (const id of after) changed.add(id);
    }
    return changed;
  }

  /** Those who are in a department with this one, themselves included. */
  peersOf(principalId: Uuid): Set<Uuid> {
    const peers = new Set<Uuid>();
    this.addPeers(principalId, peers);
    return peers;
  }

  addPeers(principalId: Uuid, to: Set<Uuid>): void {
    for (const department of this.#of.get(principalId) ?? [])
      for (const peer of this.peopleIn(department)) to.add(peer);
  }

  share(left: Uuid, right: Uuid): boolean {
    return (this.#of.get(left) ?? []).some((department) => this.#people.get(department)?.has(right));
  }

  peopleIn(department: Uuid): ReadonlySet<Uuid> {
    return this.#people.get(department) ?? nobody;
  }
}
