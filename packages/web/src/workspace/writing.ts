/** Sending, editing and removing messages. */
import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import { applyEvent } from '@wardroom/sdk';
import type { Workspace } from './model.ts';
import { discard, enqueue, retry } from './outbox.ts';
import type { Outgoing, WorkspaceState } from './state.ts';

interface Draft {
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
  readonly body: string;
}

/** Shows the message at once and sends it. Never rejects: what waits or failed says so in the list. */
export function sendMessage(workspace: Workspace, draft: Draft): void {
  const outgoing: Outgoing = {
    ...draft,
    clientKey: workspace.environment.newClientKey(),
    at: workspace.environment.now(),
    progress: 'sending',
    failure: null,
  };
  workspace.live?.sent(draft.channelId);
  enqueue(workspace, outgoing).catch(() => undefined);
}

export function retrySend(workspace: Workspace, outgoing: Outgoing): void {
  retry(workspace, outgoing).catch(() => undefined);
}

export function discardSend(workspace: Workspace, outgoing: Outgoing): void {
  discard(workspace, outgoing).catch(() => undefined);
}

export async function editMessage({ call, store }: Workspace, message: Message, body: string): Promise<void> {
  const edited = await call('messages.edit', { messageId: message.id, body });
  store.set((state) => withChanged(state, 'message.edited', edited.message));
}

export async function redactMessage({ call, store }: Workspace, message: Message): Promise<void> {
  const redacted = await call('messages.redact', { messageId: message.id });
  store.set((state) => withChanged(state, 'message.redacted', redacted.message));
}

/** The answer, a moment before its event; by its revision the same change counts once. */
function withChanged(
  state: WorkspaceState,
  type: 'message.edited' | 'message.redacted',
  message: Message,
): WorkspaceState {
  const { synced } = state;
  return synced === null ? state : { ...state, synced: applyEvent(synced, { type, message }) };
}
