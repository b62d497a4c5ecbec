/** Sending, editing and removing messages. */
import type { ChannelId, Message, MessageId } from '@wardroom/contract';
import { foldChanged, foldSent } from './fold.ts';
import { failureOf } from './problem.ts';
import type { Outgoing, WorkspaceState } from './state.ts';
import type { Workspace } from './workspace.ts';

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
    failure: null,
  };
  workspace.store.set((state) => ({ ...state, outbox: [...state.outbox, outgoing] }));
  enqueue(workspace, outgoing);
}

/** The same client key again: had the first attempt arrived after all, this is the same message. */
export function retrySend(workspace: Workspace, outgoing: Outgoing): void {
  const again = { ...outgoing, failure: null };
  workspace.store.set((state) => withOutgoing(state, again));
  enqueue(workspace, again);
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
  try {
    const { message } = await call('messages.send', {
      channelId,
      body,
      clientKey,
      ...(threadRootId === null ? {} : { threadRootId }),
    });
    store.set((state) => foldSent(state, message));
  } catch (thrown) {
    store.set((state) => withOutgoing(state, { ...outgoing, failure: failureOf(thrown) }));
  }
}

const withOutgoing = (state: WorkspaceState, changed: Outgoing): WorkspaceState => ({
  ...state,
  outbox: state.outbox.map((outgoing) => (outgoing.clientKey === changed.clientKey ? changed : outgoing)),
});

export async function editMessage({ call, store }: Workspace, message: Message, body: string): Promise<void> {
  const edited = await call('messages.edit', { messageId: message.id, body });
  store.set((state) => foldChanged(state, edited.message));
}

export async function redactMessage({ call, store }: Workspace, message: Message): Promise<void> {
  const redacted = await call('messages.redact', { messageId: message.id });
  store.set((state) => foldChanged(state, redacted.message));
}
