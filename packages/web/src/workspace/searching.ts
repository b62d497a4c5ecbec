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
/** The most that one answer holds. */
const largestPage = 50;
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
  // What is on its way is not wanted any more.
  asked.set(workspace, (asked.get(workspace) ?? 0) + 1);
  searchOf(workspace).set((state) => ({ ...state, found: null, asking: false, failure: null }));
}

/** Asks for what is typed. An answer that another question has overtaken is dropped. */
export async function search(workspace: Workspace): Promise<void> {
  const store = searchOf(workspace);
  const query = store.get().query.trim();
  if (query === '') return;
  store.set((state) => ({ ...state, asking: true, failure: null, scrollTop: 0 }));
  await ask(workspace, { query, limit: pageSize }, (page) => ({ ...page, query }));
}

/** The results before those that are shown. */
export async function searchOlder(workspace: Workspace): Promise<void> {
  const store = searchOf(workspace);
  const { found, asking } = store.get();
  if (asking || found === null || found.next === null) return;
  const { query, next, messages } = found;
  store.set((state) => ({ ...state, asking: true, failure: null }));
  await ask(workspace, { query, limit: pageSize, before: next }, (page) => ({
    ...page,
    query,
    messages: [...messages, ...page.messages],
  }));
}

/** While older messages are being indexed, the same question finds more and more; what was found stays meanwhile. */
export async function searchAgain(workspace: Workspace): Promise<void> {
  const { found, asking } = searchOf(workspace).get();
  if (asking || found === null || found.complete || found.messages.length > largestPage) return;
  const limit = Math.max(pageSize, found.messages.length);
  await ask(workspace, { query: found.query, limit }, (page) => withFound(found, page), true);
}

/** A new answer with what was known before; only an answer of the whole index takes something away. Pure. */
export function withFound(before: Found, page: Omit<Found, 'query'>): Found {
  if (page.complete) return { ...page, query: before.query };
  const ids = new Set(page.messages.map(({ id }) => id));
  const messages = [...page.messages, ...before.messages.filter(({ id }) => !ids.has(id))].toSorted(
    (a, b) => b.sentAt - a.sentAt,
  );
  return { ...page, query: before.query, messages };
}

interface Question {
  readonly query: string;
  readonly limit: number;
  readonly before?: MessageId;
}

const asked = new WeakMap<Workspace, number>();

/** @param quiet nobody pressed anything: a refusal changes nothing */
async function ask(
  workspace: Workspace,
  question: Question,
  foundIn: (page: Omit<Found, 'query'>) => Found,
  quiet = false,
): Promise<void> {
  const store = searchOf(workspace);
  const number = (asked.get(workspace) ?? 0) + 1;
  asked.set(workspace, number);
  const settle = (change: Partial<SearchState>) => {
    if (asked.get(workspace) === number) store.set((state) => ({ ...state, ...change, asking: false }));
  };
  try {
    const { timeZone } = workspace.environment;
    settle({ found: foundIn(await workspace.call('search.messages', { ...question, timeZone })) });
  } catch (thrown) {
    settle(quiet ? {} : { failure: failureOf(thrown) });
  }
}
