/**
 * What the credentials of newcomers are worth, read for all who came within a turn, or while the last reading ran: after a
 * restart thousands come at once, and a transaction for each was most of the work of letting them in.
 */
import { WardroomError } from '@wardroom/contract';
import { type Authority, readAuthorities } from '../../kernel/authority/authority.ts';
import type { Identity } from '../../kernel/call.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';

interface Waiting {
  readonly identity: Identity;
  readonly resolve: (authority: Authority) => void;
  readonly reject: (error: unknown) => void;
}

type Read = (
  work: (tx: ReadTransaction) => Promise<ReadonlyMap<string, Authority>>,
) => Promise<ReadonlyMap<string, Authority>>;

const mostAtOnce = 500;

export class Newcomers {
  readonly #read: Read;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #running = false;

  constructor(read: Read, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  /** Rejects with `unauthenticated` when the credential is worth nothing now. The reading begins after this call. */
  authorityOf(identity: Identity): Promise<Authority> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ identity, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#admit(this.#waiting.splice(0, mostAtOnce));
    this.#running = false;
  }

  async #admit(some: readonly Waiting[]): Promise<void> {
    try {
      const identities = some.map(({ identity }) => identity);
      const authorities = await this.#read((tx) => readAuthorities(tx, identities, this.#now()));
      for (const { identity, resolve, reject } of some) {
        const authority = authorities.get(identity.id);
        if (authority?.principalId === identity.principalId) resolve(authority);
        else reject(new WardroomError('unauthenticated'));
      }
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }
}
