/** Who is there, by the best of their connections, and what has changed since any moment: numbers, no sockets. */
import { encodeId, type PresenceState, type Uuid } from '@wardroom/contract';

interface Connections {
  active: number;
  away: number;
}

type State = Exclude<PresenceState, 'offline'>;

export class PresenceRecord {
  readonly #connections = new Map<Uuid, Connections>();
  /** Not offline. */
  readonly #states = new Map<Uuid, State>();
  /** Whose last connection is gone, and when they will be said to be offline. In order of that. */
  readonly #missed = new Map<Uuid, number>();
  /** Changed since the version was last raised. */
  #changed = new Set<Uuid>();
  /** What was changed up to each version since `#oldest`. */
  readonly #steps: ReadonlySet<Uuid>[] = [];
  #stepSize = 0;
  #version = 0;

  get version(): number {
    return this.#version;
  }

  get size(): number {
    return this.#states.size;
  }

  /** True while time alone will change something, or something is not in a version yet. */
  get isUnsettled(): boolean {
    return this.#changed.size > 0 || this.#missed.size > 0;
  }

  stateOf(principalId: Uuid): PresenceState {
    return this.#states.get(principalId) ?? 'offline';
  }

  present(): Iterable<Uuid> {
    return this.#states.keys();
  }

  came(principalId: Uuid, state: State): void {
    const known = this.#connections.get(principalId) ?? { active: 0, away: 0 };
    known[state] += 1;
    this.#connections.set(principalId, known);
    this.#missed.delete(principalId);
    this.#settle(principalId, known);
  }

  turned(principalId: Uuid, from: State, to: State): void {
    const known = this.#connections.get(principalId);
    if (!known || from === to) return;
    known[from] -= 1;
    known[to] += 1;
    this.#settle(principalId, known);
  }

  left(principalId: Uuid, state: State, offlineAt: number): void {
    const known = this.#connections.get(principalId);
    if (!known) return;
    known[state] -= 1;
    if (known.active + known.away > 0) {
      this.#settle(principalId, known);
      return;
    }
    this.#connections.delete(principalId);
    // As they were until then: a page that is loaded anew is no news.
    this.#missed.set(principalId, offlineAt);
  }

  /** Somebody is there whom others see from now on, who did not. */
  repeat(principalId: Uuid): void {
    if (this.#states.has(principalId)) this.#changed.add(principalId);
  }

  /** Whoever was missed for long enough is offline; what has changed becomes a version. */
  advance(now: number): void {
    for (const [principalId, offlineAt] of this.#missed) {
      if (offlineAt > now) break;
      this.#missed.delete(principalId);
      this.#states.delete(principalId);
      this.#changed.add(principalId);
    }
    if (this.#changed.size === 0) return;
    this.#version += 1;
    this.#steps.push(this.#changed);
    this.#stepSize += this.#changed.size;
    this.#changed = new Set();
    // Beyond this the whole list says the same in fewer words.
    while (this.#steps.length > 1 && this.#stepSize > this.#states.size + 64)
      this.#stepSize -= this.#steps.shift()?.size ?? 0;
  }

  /** Who has changed after a version; null when that is no longer known, or never was. */
  since(version: number): ReadonlySet<Uuid> | null {
    const missing = this.#version - version;
    if (version < 0 || missing > this.#steps.length) return null;
    const all = new Set<Uuid>();
    for (const step of missing === 0 ? [] : this.#steps.slice(-missing)) for (const id of step) all.add(id);
    return all;
  }

  /** As frames show it. */
  entry(principalId: Uuid): string {
    return JSON.stringify({
      principalId: encodeId('principal', principalId),
      state: this.stateOf(principalId),
    });
  }

  #settle(principalId: Uuid, { active }: Connections): void {
    const state = active > 0 ? 'active' : 'away';
    if (this.#states.get(principalId) === state) return;
    this.#states.set(principalId, state);
    this.#changed.add(principalId);
  }
}
