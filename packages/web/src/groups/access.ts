/** What the members of a channel may do in it, its group and its classification: read when it is shown, and anew when it changes. */
import type { ChannelAccess, ChannelId } from '@wardroom/contract';
import { useEffect } from 'react';
import type { Workspace } from '../workspace/model.ts';
import { put, without } from '../workspace/state.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';

const readAt = new WeakMap<Workspace, Map<ChannelId, number>>();

export const keepAccess = ({ store }: Workspace, access: ChannelAccess): void =>
  store.set((state) => ({ ...state, access: put(state.access, access.channelId, access) }));

async function loadAccess(workspace: Workspace, channelId: ChannelId, epoch: number): Promise<void> {
  const known = readAt.get(workspace) ?? new Map<ChannelId, number>();
  if (known.get(channelId) === epoch) return;
  readAt.set(workspace, known.set(channelId, epoch));
  try {
    const { access } = await workspace.call('channels.access', { channelId });
    // An answer that was overtaken would bring back what is over.
    if (known.get(channelId) === epoch) keepAccess(workspace, access);
  } catch {
    known.delete(channelId);
    workspace.store.set((state) => ({ ...state, access: without(state.access, channelId) }));
  }
}

export function useAccess(channelId: ChannelId): ChannelAccess | null {
  const workspace = useWorkspace();
  const epoch = useSelect(({ groupsEpoch }) => groupsEpoch);
  const access = useSelect((state) => state.access.get(channelId) ?? null);
  useEffect(() => void loadAccess(workspace, channelId, epoch), [workspace, channelId, epoch]);
  return access;
}
