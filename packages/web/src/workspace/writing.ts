/** Sending, editing and removing messages. */
import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import { applyEvent } from '@wardroom/sdk';
import type { Workspace } from './model.ts';
import { failureOf } from './problem.ts';
import type { Outgoing, WorkspaceState } from './state.ts';

export interface Draft {
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
  readonly body: string;
}

/** Shows the message at once and sends it. Never rejects: what failed says so in the list. */
export function sendMessage(workspace: Workspace, draft: Draft): void {
  const outgoing: Outgoing = {
    ...draft,
    clientKey: workspace.environment.newClientKey(),
    at: workspace.environment.now(),
    progress: 'sending',
    failure: null,
  };
  workspace.store.set((state) => ({ ...state, outbox: [...state.outbox, outgoing] }));
  enqueue(workspace, outgoing);
}

/** The same client key again: had the first attempt arrived after all, this is the same message. */
export function retrySend(workspace: Workspace, outgoing: Outgoing): void {
  const again: Outgoing = { ...outgoing, progress: 'sending', failure: null };
  workspace.store.set((state) => withOutgoing(state, again));
  enqueue(workspace, again);
}

/** The stream is back: what only lacked a connection goes out again, in the order in which it was written. */
export function resendUnsent(workspace: Workspace): void {
  for (const outgoing of workspace.store.get().outbox)
    if (outgoing.progress === 'failed' && outgoing.failure?.code === 'network')
      retrySend(workspace, outgoing);
}

export function discardSend(workspace: Workspace, { clientKey }: Outgoing): void {
  workspace.store.set((state) => ({
    ...state,
    outbox: state.outbox.filter((outgoing) => outgoing.clientKey !== clientKey),
  }));
}

function enqueue(workspace: Workspace, outgoing: Outgoing): void {
  const before = workspace.sending.get(outgoing.channelId) ?? Promise.resolve();
  workspace.sending.set(
    outgoing.channelId,
    before.then(() => deliver(workspace, outgoing)),
  );
}

async function deliver({ call, store }: Workspace, outgoing: Outgoing): Promise<void> {
  const { channelId, body, clientKey, threadRootId } = outgoing;
  const { connection } = store.get();
  // One that gets through during an outage would overtake those that failed before it: all wait for the stream.
  if (connection === 'reconnecting' || connection === 'offline') {
    store.set((state) => withOutgoing(state, { ...outgoing, progress: 'failed', failure: failureOf(null) }));
    return;
  }
  try {
    await call('messages.send', {
      channelId,
      body,
      clientKey,
      ...(threadRootId === null ? {} : { threadRootId }),
    });
    // The event brings it into the list, in the order in which everybody sees it.
    store.set((state) => withOutgoing(state, { ...outgoing, progress: 'sent' }));
  } catch (thrown) {
    store.set((state) =>
      withOutgoing(state, { ...outgoing, progress: 'failed', failure: failureOf(thrown) }),
    );
  }
}

const withOutgoing = (state: WorkspaceState, changed: Outgoing): WorkspaceState => ({
  ...state,
  outbox: state.outbox.map((outgoing) => (outgoing.clientKey === changed.clientKey ? changed : outgoing)),
});

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
