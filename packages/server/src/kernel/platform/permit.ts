/** The proof of one allow decision in the platform realm. Never exchangeable with a tenant's permit: another class. */
export interface PlatformPermitFacts {
  readonly transaction: object;
  readonly operation: string;
}

let make: (facts: PlatformPermitFacts) => PlatformPermit;

export class PlatformPermit {
  readonly #facts: PlatformPermitFacts;

  private constructor(facts: PlatformPermitFacts) {
    this.#facts = facts;
  }

  static {
    make = (facts) => new PlatformPermit(facts);
  }

  get operation(): string {
    return this.#facts.operation;
  }

  /** Throws unless `candidate` is a permit of exactly this transaction. */
  static require(candidate: PlatformPermit, transaction: object): void {
    if (!(#facts in candidate) || candidate.#facts.transaction !== transaction)
      throw new Error('a platform write was attempted without a permit of this transaction');
  }
}

/** Only the authorisation step and system work call this. */
export const issuePlatformPermit = (facts: PlatformPermitFacts): PlatformPermit => make(facts);
