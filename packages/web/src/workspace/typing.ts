/** "I am writing here", as often as somebody presses a key; the SDK tells the server now and then. */
import type { ChannelId, MessageId, PrincipalId } from '@wardroom/contract';
import { whoTypes } from '@wardroom/sdk';
import { useMemo } from 'react';
import { useStore } from '../ui/store.ts';
import type { Workspace } from './model.ts';
import { useWorkspace } from './use-workspace.ts';

export function tellTyping(workspace: Workspace, channelId: ChannelId, threadRootId: MessageId | null): void {
  workspace.live?.typing(channelId, threadRootId);
}

const separator = ' ';

/** Who else is writing there now, who began first first. Times are measured by a clock that cannot jump. */
export function useTyping(channelId: ChannelId, threadRootId: MessageId | null): readonly PrincipalId[] {
  const { typing, environment } = useWorkspace();
  const ids = useStore(typing, (known) =>
    whoTypes(known, { channelId, threadRootId }, environment.monotonic()).join(separator),
  );
  return useMemo(() => (ids === '' ? [] : (ids.split(separator) as PrincipalId[])), [ids]);
}
