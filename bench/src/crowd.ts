/** Bots with keys, channels and raw sockets: the load of the send benches, with as little client work as possible. */
import type { NodeClient } from '@wardroom/sdk/node';
import { WebSocket } from 'ws';

export interface Sender {
  readonly socket: WebSocket;
  readonly channelId: string;
  /** Set by whoever waits for event frames. Their text is read by those who look at it. */
  onEvent: (frame: Buffer) => void;
  /** Answers that asked to come back later. */
  refused: number;
  /** Sends one message and resolves with its acknowledgement; a busy server is asked again with the same client key. */
  send(body: string): Promise<void>;
}

export interface CrowdOptions {
  readonly owner: NodeClient;
  readonly port: number;
  readonly host: string;
  readonly channels: number;
  /** Sockets per channel; each is a bot of its own. */
  readonly perChannel: number;
}

/** Every socket is connected, welcomed and subscribed when this resolves. */
export async function gather(options: CrowdOptions): Promise<Sender[]> {
  const { owner, channels, perChannel } = options;
  const senders: Sender[] = [];
  for (let index = 0; index < channels; index += 1) {
    const { channel } = await owner.call('channels.create', { name: `bench-${index}` });
    for (let member = 0; member < perChannel; member += 1) {
      const handle = `bot-${index}-${member}`;
      const { principal } = await owner.call('principals.createBot', { handle, displayName: handle });
      await owner.call('channels.addMember', { channelId: channel.id, principalId: principal.id });
      const { secret } = await owner.call('credentials.issue', {
        principalId: principal.id,
        description: 'bench',
        scopes: ['messages:read', 'messages:write', 'channels:read', 'workspace:read'],
      });
      senders.push(await connect(options, secret, channel.id));
    }
  }
  return senders;
}

let calls = 0;

interface Reply {
  readonly ok: boolean;
  readonly error?: { readonly code: string };
}

type Waiting = Map<string, (reply: Reply) => void>;

async function connect({ port, host }: CrowdOptions, credential: string, channelId: string): Promise<Sender> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime`, {
    headers: { host: `${host}:${port}` },
    perMessageDeflate: false,
  });
  const waiting: Waiting = new Map();
  const attempt = (body: string, clientKey: string) =>
    new Promise<Reply>((resolve) => {
      calls += 1;
      const id = String(calls);
      waiting.set(id, resolve);
      const input = { channelId, body, clientKey };
      socket.send(JSON.stringify({ t: 'call', id, op: 'messages.send', input }));
    });
  const sender: Sender = {
    socket,
    channelId,
    refused: 0,
    onEvent: () => {},
    send: async (body) => {
      calls += 1;
      const clientKey = `bench-${process.pid}-${calls}`;
      for (let reply = await attempt(body, clientKey); !reply.ok; reply = await attempt(body, clientKey)) {
        const code = reply.error?.code ?? 'nothing';
        if (code !== 'unavailable' && code !== 'overloaded')
          throw new Error(`messages.send answered ${code}`);
        sender.refused += 1;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`the server closed the socket with ${code}`)));
    socket.once('open', () => socket.send(JSON.stringify({ t: 'hello', protocol: 1, credential })));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1', 0, 24);
      if (text.startsWith('{"t":"welcome"')) resolve();
      else if (text.startsWith('{"t":"reply"')) answer(waiting, data.toString('utf8'));
      else if (text.startsWith('{"t":"event"')) sender.onEvent(data);
    });
  });
  return sender;
}

function answer(waiting: Waiting, text: string): void {
  const frame = JSON.parse(text) as Reply & { id: string };
  waiting.get(frame.id)?.(frame);
  waiting.delete(frame.id);
}
