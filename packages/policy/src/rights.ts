/** Rights: a set of permissions as bits. Immutable; asking costs no allocation. */
import { type Permission, permissions } from '@wardroom/contract';

const order = Object.keys(permissions) as Permission[];
const places = new Map<string, number>(order.map((permission, index) => [permission, index]));
const words = Math.ceil(order.length / 32);

let make: (bits: Int32Array) => Rights;

export class Rights implements Iterable<Permission> {
  readonly #bits: Int32Array;

  private constructor(bits: Int32Array) {
    this.#bits = bits;
  }

  static {
    make = (bits) => new Rights(bits);
  }

  /** What is no permission is left out: nobody holds what does not exist. */
  static of(held: Iterable<string>): Rights {
    const bits = new Int32Array(words);
    for (const permission of held) {
      const place = places.get(permission);
      if (place !== undefined) bits[place >>> 5] = (bits[place >>> 5] ?? 0) | (1 << (place & 31));
    }
    return make(bits);
  }

  /** False for what is no permission. */
  has(permission: Permission): boolean {
    const place = places.get(permission);
    return place !== undefined && ((this.#bits[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
  }

  /** True when `other` holds nothing that is missing here: nobody grants what they do not hold. */
  covers(other: Rights): boolean {
    return other.#bits.every((word, index) => (word & ~(this.#bits[index] ?? 0)) === 0);
  }

  union(other: Rights): Rights {
    return make(this.#bits.map((word, index) => word | (other.#bits[index] ?? 0)));
  }

  /** What is held here and not there. */
  without(other: Rights): Rights {
    return make(this.#bits.map((word, index) => word & ~(other.#bits[index] ?? 0)));
  }

  get isEmpty(): boolean {
    return this.#bits.every((word) => word === 0);
  }

  /** In the order of the table. */
  *[Symbol.iterator](): IterableIterator<Permission> {
    for (const permission of order) if (this.has(permission)) yield permission;
  }
}

export const noRights = Rights.of([]);
