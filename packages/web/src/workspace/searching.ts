/** The search of this tab: what was asked last, and what was found. The query is content, so it is in no address. */
import type { Message, MessageId } from '@wardroom/contract';
import { createStore, type Store, useStore } from '../ui/store.ts';
import type { Workspace } from './model.ts';
import { type Failure, failureOf } from './problem.ts';
import { useWorkspace } from './use-workspace.ts';

export interface Found {
  /** What these are the results of. */
  readonly query: string;
  readonly messages: readonly Message[];
  /** Words and phrases to mark. */
  readonly terms: readonly string[];
  /** Filters by which nothing was found. */
  readonly unknown: readonly string[];
  readonly next: MessageId | null;
  /** false while older messages are still being indexed. */
  readonly complete: boolean;
}

interface SearchState {
  /** As typed. */
  readonly query: string;
  readonly found: Found | null;
  readonly asking: boolean;
  readonly failure: Failure | null;
  /** Where the list of results was left, in pixels. */
  readonly scrollTop: number;
}

const key = 'wardroom.search';
const pageSize = 20;
const stores = new WeakMap<Workspace, Store<SearchState>>();

export function searchOf(workspace: Workspace): Store<SearchState> {
  const known = stores.get(workspace);
  if (known !== undefined) return known;
  const query = workspace.environment.tabStorage.read(key) ?? '';
  const made = createStore<SearchState>({ query, found: null, asking: false, failure: null, scrollTop: 0 });
  stores.set(workspace, made);
  return made;
}

/** `select` must return a stable reference while what it reads is the same. */
export const useSearching = <T>(select: (state: SearchState) => T): T =>
  useStore(searchOf(useWorkspace()), select);

export function typeQuery(workspace: Workspace, query: string): void {
  workspace.environment.tabStorage.write(key, query === '' ? null : query);
  searchOf(workspace).set((state) => ({ ...state, query }));
}

export function clearSearch(workspace: Workspace): void {
  typeQuery(workspace, '');
  searchOf(workspace).set((state) => ({ ...state, found: null, asking: false, failure: null }));
}

/** Asks for what is typed. An answer that another question has overtaken is dropped. */
export async function search(workspace: Workspace): Promise<void> {
  const store = searchOf(workspace);
  const query = store.get().query.trim();
  if (query === '') return;
  store.set((state) => ({ ...state, asking: true, failure: null, scrollTop: 0 }));
  await ask(workspace, query, null);
}

/** Asks again for what is shown, while older messages are being indexed: it stays until the answer is there. */
export async function searchAgain(workspace: Workspace): Promise<void> {
  const { found, asking } = searchOf(workspace).get();
  if (asking || found === null) return;
  await ask(workspace, found.query, null);
}

/** The results before those that are shown. */
export async function searchOlder(workspace: Workspace): Promise<void> {
  const store = searchOf(workspace);
  const { found, asking } = store.get();
  if (asking || found === null || found.next === null) return;
  store.set((state) => ({ ...state, asking: true, failure: null }));
  await ask(workspace, found.query, found);
}

const asked = new WeakMap<Workspace, number>();

async function ask(workspace: Workspace, query: string, before: Found | null): Promise<void> {
  const store = searchOf(workspace);
  const number = (asked.get(workspace) ?? 0) + 1;
  asked.set(workspace, number);
  const settle = (change: Partial<SearchState>) => {
    if (asked.get(workspace) === number) store.set((state) => ({ ...state, ...change, asking: false }));
  };
  try {
    const page = await workspace.call('search.messages', {
      query,
      timeZone: workspace.environment.timeZone,
      limit: pageSize,
      ...(before?.next == null ? {} : { before: before.next }),
    });
    settle({ found: { ...page, query, messages: [...(before?.messages ?? []), ...page.messages] } });
  } catch (thrown) {
    settle({ failure: failureOf(thrown) });
  }
}
