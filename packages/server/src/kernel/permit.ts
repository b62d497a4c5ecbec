/**
 * A permit is the proof of one allow decision: bound to a transaction, a tenant, an operation and a resource.
 * Types are erased at run time, so the proof is a class with private fields that only `issuePermit` can make; a store
 * takes tenant and ids from the permit, never from the input.
 */
import type { Uuid } from '@wardroom/contract';

export interface PermitFacts {
  readonly transaction: object;
  readonly tenantId: Uuid;
  readonly operation: string;
  readonly permission: string;
  readonly resourceId: Uuid | null;
}

let make: (facts: PermitFacts) => Permit;

export class Permit {
  readonly #facts: PermitFacts;

  private constructor(facts: PermitFacts) {
    this.#facts = facts;
  }

  static {
    make = (facts) => new Permit(facts);
  }

  get tenantId(): Uuid {
    return this.#facts.tenantId;
  }

  get operation(): string {
    return this.#facts.operation;
  }

  /** The resource that was decided on. Throws when the permit is for the tenant as a whole. */
  get resourceId(): Uuid {
    if (this.#facts.resourceId === null)
      throw new Error(`the permit of ${this.#facts.operation} names no resource`);
    return this.#facts.resourceId;
  }

  /** Throws unless `candidate` is a permit of exactly this transaction. */
  static require(candidate: Permit, transaction: object): Permit {
    if (!(#facts in candidate) || candidate.#facts.transaction !== transaction) {
      throw new Error('a write was attempted without a permit of this transaction');
    }
    return candidate;
  }
}

/** Only the authorisation step and system work call this; the dependency rules hold everybody else off. */
export const issuePermit = (facts: PermitFacts): Permit => make(facts);
