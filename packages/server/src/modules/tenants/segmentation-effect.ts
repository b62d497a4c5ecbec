/**
 * How many people departments keep apart, compared with everybody seeing everybody: counted for each of those to whom it
 * applies, by the rule that decides. Sets of people are bits, so that ten thousand are compared with ten thousand in the
 * time of a call; between many of them others get their turn.
 */
import type { Operations, OutputOf, Uuid } from '@wardroom/contract';
import { type MeetingWay, peopleSight, type RoleBook } from '@wardroom/policy';
import type { Meeting } from './store.ts';

type SegmentationEffect = OutputOf<Operations['tenants.segmentation']>['effect'];

export interface Compared {
  readonly book: RoleBook;
  /** Everybody, in the order of ids. */
  readonly meetings: readonly Meeting[];
  /** Who is in none is not among them. */
  readonly departments: readonly { readonly principal_id: Uuid; readonly departments: readonly Uuid[] }[];
}

/** Comparisons between two turns of the event loop. */
const perTurn = 500;

export async function effectOf({
  book,
  meetings,
  departments,
}: Compared): Promise<Omit<SegmentationEffect, 'departments'>> {
  const departmentsOf = new Map(departments.map((row) => [row.principal_id, row.departments]));
  const people = new Places(meetings.length);
  const owned = new Map<Uuid, number[]>();
  for (const [index, { principal_id, owner_id, channels }] of meetings.entries()) {
    for (const id of channels) people.add(`channel ${id}`, index);
    for (const id of departmentsOf.get(principal_id) ?? []) people.add(`department ${id}`, index);
    if (owner_id !== null) owned.set(owner_id, [...(owned.get(owner_id) ?? []), index]);
  }
  const hidden: number[] = [];
  for (const [index, { principal_id, kind, status, roles, channels }] of meetings.entries()) {
    if (index % perTurn === perTurn - 1) await new Promise((resolve) => setImmediate(resolve));
    const rights = book.rightsOf(roles);
    if (kind !== 'person' || status !== 'active' || !rights.has('people.read')) continue;
    const apart = peopleSight(rights, true);
    if (apart.seesEverybody || !peopleSight(rights, false).seesEverybody) continue;
    const met: Readonly<Record<MeetingWay, readonly Uuid[]>> = {
      channel: channels,
      department: departmentsOf.get(principal_id) ?? [],
    };
    const places = apart.through.flatMap((way) => met[way].map((id) => `${way} ${id}`));
    hidden.push(meetings.length - people.count(places, [index, ...(owned.get(principal_id) ?? [])]));
  }
  hidden.sort((left, right) => left - right);
  const fewer = hidden.filter((count) => count > 0);
  return {
    peopleInNoDepartment: meetings.filter(
      ({ kind, status, principal_id }) =>
        kind === 'person' && status === 'active' && !departmentsOf.has(principal_id),
    ).length,
    peopleKeptApart: hidden.length,
    peopleWhoSeeFewer: fewer.length,
    hiddenFromEach: { median: fewer[Math.floor(fewer.length / 2)] ?? 0, most: fewer.at(-1) ?? 0 },
  };
}

/** Who is where, a bit for each. */
class Places {
  readonly #words: number;
  readonly #bits = new Map<string, Uint32Array>();
  readonly #sum: Uint32Array;

  constructor(people: number) {
    this.#words = Math.ceil(people / 32);
    this.#sum = new Uint32Array(this.#words);
  }

  add(place: string, index: number): void {
    const bits = this.#bits.get(place) ?? new Uint32Array(this.#words);
    this.#bits.set(place, bits);
    set(bits, index);
  }

  /** How many are in any of these places, or among the others. */
  count(places: readonly string[], others: readonly number[]): number {
    const sum = this.#sum.fill(0);
    for (const place of places) {
      const bits = this.#bits.get(place);
      if (bits)
        for (let word = 0; word < this.#words; word += 1) sum[word] = (sum[word] ?? 0) | (bits[word] ?? 0);
    }
    for (const index of others) set(sum, index);
    let count = 0;
    for (const word of sum) count += ones(word);
    return count;
  }
}

const set = (bits: Uint32Array, index: number): void => {
  const word = index >>> 5;
  bits[word] = (bits[word] ?? 0) | (1 << (index & 31));
};

/** Bits that are set in 32, by halves (Hacker’s Delight, 5-1). */
function ones(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
