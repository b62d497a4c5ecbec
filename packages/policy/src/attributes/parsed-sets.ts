/**
 * Parsed policy sets inside Cedar. It keeps them by name and has no way to drop one, but parsing another set under the
 * same name frees the first (seen to work: memory stays level). So there is a bounded number of names, the least
 * recently used is parsed over, and nobody has to release anything. Memory is about ten times the text.
 */
import { withCedar } from './cedar.ts';

export interface SetLimits {
  readonly sets: number;
  /** Of policy text, in all sets together. */
  readonly bytes: number;
}

interface Held {
  readonly name: string;
  readonly bytes: number;
}

export class ParsedSets {
  readonly #limits: SetLimits;
  readonly #held = new Map<string, Held>();
  readonly #free: string[] = [];
  #names = 0;
  #bytes = 0;

  constructor(limits: SetLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#held.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The name under which Cedar holds the set; parses it when it is not there (about 0.1 ms for each policy). */
  nameOf(key: string, policies: Readonly<Record<string, string>>, bytes: number): string {
    const held = this.#held.get(key);
    if (held !== undefined) {
      this.#held.delete(key);
      this.#held.set(key, held);
      return held.name;
    }
    while (this.#isFull(bytes)) this.#dropOldest();
    const name = this.#free.pop() ?? `set-${this.#names++}`;
    const answer = withCedar((cedar) => cedar.preparsePolicySet(name, { staticPolicies: { ...policies } }));
    if (answer.type === 'failure') {
      this.#free.push(name);
      throw new Error(answer.errors[0]?.message ?? 'the policies cannot be parsed');
    }
    this.#held.set(key, { name, bytes });
    this.#bytes += bytes;
    return name;
  }

  #isFull(bytes: number): boolean {
    const tooMany = this.#held.size >= this.#limits.sets;
    return this.#held.size > 0 && (tooMany || this.#bytes + bytes > this.#limits.bytes);
  }

  #dropOldest(): void {
    const [oldest] = this.#held;
    if (oldest === undefined) return;
    const [key, { name, bytes }] = oldest;
    this.#held.delete(key);
    this.#bytes -= bytes;
    withCedar((cedar) => cedar.preparsePolicySet(name, { staticPolicies: {} }));
    this.#free.push(name);
  }
}
