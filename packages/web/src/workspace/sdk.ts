import { type RealtimeState, type State, stateFromSnapshot } from '@wardroom/sdk';
import { createBrowserClient } from '@wardroom/sdk/browser';
import type { Environment } from '../environment.ts';
import { solveInPage } from '../sign-in/device-check.ts';
import { askForProof } from '../step-up/pending.ts';
import type { Live, LiveHandlers, Port } from './port.ts';
import type { Connection } from './state.ts';

type Client = ReturnType<typeof createBrowserClient>;

export function sdkPort(environment: Environment): Port {
  const client = createBrowserClient({
    origin: environment.origin,
    solveChallenge: solveInPage,
    onStepUp: askForProof,
  });
  return { call: client.call, follow: (handlers) => follow(client, handlers) };
}

interface Start {
  readonly state: State;
  readonly cursor: string;
}

async function readSnapshot(client: Client): Promise<Start> {
  const snapshot = await client.call('sync.snapshot', {});
  const state = stateFromSnapshot(snapshot);
  return { state: snapshot.complete ? state : await withRest(client, state), cursor: snapshot.cursor };
}

/** Large workspaces: what did not fit. The stream starts at the snapshot, so nothing is missed meanwhile. */
async function withRest(client: Client, state: State): Promise<State> {
  const people = { ...state.people };
  const channels = { ...state.channels };
  for await (const page of client.pages('principals.list', { limit: 500 }))
    for (const person of page.principals) people[person.id] = person;
  for await (const page of client.pages('channels.list', { limit: 500 }))
    for (const channel of page.channels) channels[channel.id] ??= channel;
  return { ...state, people, channels };
}

function follow(client: Client, handlers: LiveHandlers): Live {
  let live: Live | null = null;
  let closed = false;
  const take = async (): Promise<string> => {
    const { state, cursor } = await readSnapshot(client);
    if (!closed) handlers.onSnapshot(state);
    return cursor;
  };
  const begin = async () => {
    const resume = await take();
    if (closed) return;
    // Only the first attempt is a beginning.
    let again = false;
    live = client.realtime({
      resume,
      onEvent: handlers.onEvent,
      onTyping: handlers.onTyping,
      onPresence: handlers.onPresence,
      onResync: take,
      onState(state) {
        again ||= state.status !== 'connecting';
        const connection = connectionOf(state, again);
        if (connection !== null && !closed) handlers.onConnection(connection);
        if (state.status === 'closed' && state.reason === 'revoked' && !closed) handlers.onRevoked();
      },
    });
  };
  begin().catch((thrown: unknown) => {
    if (!closed) handlers.onFailure(thrown);
  });
  return {
    wake: () => live?.wake(),
    typing: (channelId, threadRootId) => live?.typing(channelId, threadRootId),
    sent: (channelId) => live?.sent(channelId),
    setPresence: (state) => live?.setPresence(state),
    close() {
      closed = true;
      live?.close();
    },
  };
}

function connectionOf(state: RealtimeState, again: boolean): Connection | null {
  switch (state.status) {
    case 'live':
      return 'live';
    case 'connecting':
      return again ? 'reconnecting' : 'connecting';
    case 'waiting':
      return navigator.onLine ? 'reconnecting' : 'offline';
    default:
      return closedBecause(state.reason);
  }
}

function closedBecause(reason: Extract<RealtimeState, { status: 'closed' }>['reason']): Connection {
  if (reason === 'unauthenticated' || reason === 'revoked') return 'signed-out';
  return reason === 'tenant_suspended' ? 'suspended' : 'closed';
}
