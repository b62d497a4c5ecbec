/**
 * After a restart thousands of clients ask for the same past at once. What it says is read and serialised once for all
 * who are shown the same messages; who may see them is still judged for each.
 */
import type { StoredEvent } from '../../kernel/event-log/event.ts';
import { type Content, isOnlyMessages, type Wanted } from './content.ts';

export interface Page {
  readonly past: readonly StoredEvent[];
  readonly read: Content;
  /** Ends of frames that are the same for all, by seq. */
  readonly rests: Map<number, string>;
}

/** Different views of the same past that are kept: as many as there are kinds of readers, usually. */
const mostPages = 64;

export class SharedPages {
  readonly #pages = new Map<string, Promise<Page>>();
  readonly #pasts = new Map<number, Promise<readonly StoredEvent[]>>();
  #position = -1;

  /** Events after `from` as they are read while the stream stands at `position`: once for all who come back to it. */
  past(
    position: number,
    from: number,
    read: () => Promise<readonly StoredEvent[]>,
  ): Promise<readonly StoredEvent[]> {
    this.#standAt(position);
    const known = this.#pasts.get(from);
    if (known || this.#pasts.size >= mostPages) return known ?? read();
    const past = read();
    this.#pasts.set(from, past);
    past.catch(() => this.#pasts.delete(from));
    return past;
  }

  /**
   * A page as of `position`: once the stream has gone on, content is read anew, so nothing older is shown than what the
   * viewer would be told of next. Pages that need more than messages are never shared.
   */
  take(
    position: number,
    { past, wanted }: { readonly past: readonly StoredEvent[]; readonly wanted: Wanted },
    read: () => Promise<Content>,
  ): Promise<Page> {
    const make = async (): Promise<Page> => ({ past, read: await read(), rests: new Map() });
    if (!isOnlyMessages(wanted)) return make();
    this.#standAt(position);
    const key = `${past[0]?.seq} ${past.length} ${wanted.messages.join(' ')}`;
    const known = this.#pages.get(key);
    if (known || this.#pages.size >= mostPages) return known ?? make();
    const page = make();
    this.#pages.set(key, page);
    page.catch(() => this.#pages.delete(key));
    return page;
  }

  #standAt(position: number): void {
    if (position === this.#position) return;
    this.#pages.clear();
    this.#pasts.clear();
    this.#position = position;
  }
}
