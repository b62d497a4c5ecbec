/** The drafts of the signed-in page: one store per workspace, followed across tabs. */
import type { ChannelId } from '@wardroom/contract';
import { useSyncExternalStore } from 'react';
import { noteDraft } from '../workspace/drafted.ts';
import type { Workspace } from '../workspace/model.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import type { Held } from './draft-record.ts';
import { createDrafts, type DraftPlace, type Drafts, draftPrefix } from './drafts.ts';

const known = new WeakMap<Workspace, Drafts>();

const isChannel = (place: DraftPlace): place is ChannelId => place.startsWith('chn_');

/** Not before the first snapshot: drafts have an author. */
function draftsOf(workspace: Workspace): Drafts {
  const made = known.get(workspace);
  if (made !== undefined) return made;
  const { environment, store, drafted } = workspace;
  const authorId = store.get().synced?.me.id;
  if (authorId === undefined) throw new Error('no snapshot yet');
  const drafts = createDrafts({
    storage: environment.deviceStorage,
    newRevision: environment.newClientKey,
    now: environment.now,
    authorId,
    schedule(work, delayMs) {
      const timer = setTimeout(work, delayMs);
      return () => clearTimeout(timer);
    },
    onPresence(place, present) {
      if (isChannel(place)) noteDraft(drafted, place, present);
    },
  });
  known.set(workspace, drafts);
  return drafts;
}

/** Pencils for what was written before, and what other tabs write. @returns stops following */
export function followDrafts(workspace: Workspace): () => void {
  const drafts = draftsOf(workspace);
  for (const place of drafts.places()) if (isChannel(place)) noteDraft(workspace.drafted, place, true);
  const onStorage = ({ key, newValue, oldValue }: StorageEvent) => drafts.hear(key, newValue, oldValue);
  const onHide = () => drafts.flush();
  addEventListener('storage', onStorage);
  addEventListener('pagehide', onHide);
  document.addEventListener('visibilitychange', onHide);
  return () => {
    removeEventListener('storage', onStorage);
    removeEventListener('pagehide', onHide);
    document.removeEventListener('visibilitychange', onHide);
  };
}

/** Signing out: nothing that was written stays on the device, whoever wrote it. */
export function forgetDrafts(workspace: Workspace): void {
  known.get(workspace)?.close();
  const { deviceStorage } = workspace.environment;
  for (const key of deviceStorage.keys(draftPrefix)) deviceStorage.write(key, null);
}

export interface OpenDraft {
  readonly drafts: Drafts;
  readonly held: Held;
  readonly unkept: boolean;
}

export function useDraft(place: DraftPlace): OpenDraft {
  const drafts = draftsOf(useWorkspace());
  const held = useSyncExternalStore(drafts.subscribe, () => drafts.get(place));
  const unkept = useSyncExternalStore(drafts.subscribe, drafts.unkept);
  return { drafts, held, unkept };
}
