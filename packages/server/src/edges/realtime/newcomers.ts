/**
 * What the credentials of newcomers are worth, read for all who came within a turn, or while the last reading ran: after a
 * restart thousands come at once, and a transaction for each was most of the work of letting them in.
 */
import { WardroomError } from '@wardroom/contract';
import { type Authority, type Caller, readAuthorities } from '../../kernel/authority/authority.ts';
import type { ReadTransaction } from '../../kernel/database/transaction.ts';

interface Waiting {
  readonly caller: Caller;
  readonly resolve: (authority: Authority) => void;
  readonly reject: (error: unknown) => void;
}

type Worth = (Authority | null)[];
type Read = (work: (tx: ReadTransaction) => Promise<Worth>) => Promise<Worth>;

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
  authorityOf(caller: Caller): Promise<Authority> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ caller, resolve, reject });
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
      const callers = some.map(({ caller }) => caller);
      const authorities = await this.#read((tx) => readAuthorities(tx, callers, this.#now()));
      for (const [index, { resolve, reject }] of some.entries()) {
        const authority = authorities[index];
        if (authority) resolve(authority);
        else reject(new WardroomError('unauthenticated'));
      }
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }
}
