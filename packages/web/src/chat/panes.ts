/** The parts of a channel that keys and chips open; whoever shows the channel listens. */
import type { PrincipalId } from '@wardroom/contract';
import { createStore } from '../ui/store.ts';

export type MembersFilter = 'all' | 'people' | 'guests' | 'bots';

/** Which members the list shows. */
export const membersFilter = createStore<MembersFilter>('all');

/** Whose card is open in front of everything. */
export const personShown = createStore<PrincipalId | null>(null);

/** A name, a picture or a mention was chosen. */
export const showPerson = (id: PrincipalId): void => personShown.set(() => id);

type Pane = 'members' | 'details';
const listeners = new Map<Pane, () => void>();

/** @returns stops listening */
export function onShowPane(pane: Pane, show: () => void): () => void {
  listeners.set(pane, show);
  return () => {
    if (listeners.get(pane) === show) listeners.delete(pane);
  };
}

/** @returns false: there is no channel on the screen */
export function showPane(pane: Pane): boolean {
  const show = listeners.get(pane);
  show?.();
  return show !== undefined;
}
