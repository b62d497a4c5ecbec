/** Channels and memberships. The events that follow bring the change to every device; the answer only hurries it. */
import type { ChannelId, OwnChannel, PrincipalId } from '@wardroom/contract';
import type { Workspace } from './model.ts';
import { loadMembers } from './reading.ts';
import { put, type WorkspaceState, without } from './state.ts';

interface NewChannel {
  readonly name: string;
  readonly kind: 'public' | 'private';
  readonly topic: string;
}

export async function createChannel({ call, store }: Workspace, input: NewChannel): Promise<ChannelId> {
  const { channel } = await call('channels.create', input);
  store.set((state) => withOwn(state, channel));
  return channel.id;
}

export async function joinChannel(workspace: Workspace, channelId: ChannelId): Promise<void> {
  const { channel } = await workspace.call('channels.join', { channelId });
  workspace.store.set((state) => ({
    ...withOwn(state, channel),
    visited: without(state.visited, channelId),
  }));
  await loadMembers(workspace, channelId);
}

/** The direct or group message with these people: the same people always share the same one. */
export async function openDirect(
  { call, store }: Workspace,
  principalIds: readonly PrincipalId[],
): Promise<ChannelId> {
  const { channel } = await call('channels.openDirect', { principalIds: [...principalIds] });
  store.set((state) => withOwn(state, channel));
  return channel.id;
}

export async function deleteChannel({ call }: Workspace, channelId: ChannelId): Promise<void> {
  await call('channels.delete', { channelId });
}

/** Until the event arrives: after it, the fold of the SDK says the same. */
function withOwn(state: WorkspaceState, channel: OwnChannel): WorkspaceState {
  const { synced } = state;
  if (synced === null || synced.channels[channel.id] !== undefined) return state;
  return { ...state, synced: { ...synced, channels: { ...synced.channels, [channel.id]: channel } } };
}

export async function leaveChannel({ call }: Workspace, channelId: ChannelId): Promise<void> {
  await call('channels.leave', { channelId });
}

export async function updateChannel(
  { call }: Workspace,
  channelId: ChannelId,
  change: { readonly name: string; readonly topic: string },
): Promise<void> {
  await call('channels.update', { channelId, ...change });
}

export async function setArchived(
  { call }: Workspace,
  channelId: ChannelId,
  archived: boolean,
): Promise<void> {
  await call(archived ? 'channels.archive' : 'channels.restore', { channelId });
}

export async function addMember(
  workspace: Workspace,
  channelId: ChannelId,
  principalId: PrincipalId,
): Promise<void> {
  const { member } = await workspace.call('channels.addMember', { channelId, principalId });
  workspace.store.set((state) => {
    const others = (state.members.get(channelId) ?? []).filter((known) => known.principalId !== principalId);
    return { ...state, members: put(state.members, channelId, [...others, member]) };
  });
}

export async function removeMember(
  { call, store }: Workspace,
  channelId: ChannelId,
  principalId: PrincipalId,
): Promise<void> {
  await call('channels.removeMember', { channelId, principalId });
  store.set((state) => {
    const rest = (state.members.get(channelId) ?? []).filter((known) => known.principalId !== principalId);
    return { ...state, members: put(state.members, channelId, rest) };
  });
}

export async function setMemberRole(
  { call, store }: Workspace,
  change: { channelId: ChannelId; principalId: PrincipalId; role: 'manager' | 'member' },
): Promise<void> {
  const { member } = await call('channels.setMemberRole', change);
  store.set((state) => {
    const members = (state.members.get(change.channelId) ?? []).map((known) =>
      known.principalId === member.principalId ? member : known,
    );
    return { ...state, members: put(state.members, change.channelId, members) };
  });
}
