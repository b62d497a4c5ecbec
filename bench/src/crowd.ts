/** Bots with keys, channels and raw sockets: the load of the send benches, with as little client work as possible. */
import type { NodeClient } from '@wardroom/sdk/node';
import { WebSocket } from 'ws';

export interface Sender {
  readonly socket: WebSocket;
  readonly channelId: string;
  /** Set by whoever waits for event frames. */
  onEvent: (text: string) => void;
  /** Sends one message and resolves with its acknowledgement. */
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

async function connect({ port, host }: CrowdOptions, credential: string, channelId: string): Promise<Sender> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime`, {
    headers: { host: `${host}:${port}` },
    perMessageDeflate: false,
  });
  const waiting = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();
  const sender: Sender = {
    socket,
    channelId,
    onEvent: () => {},
    send: (body) =>
      new Promise((resolve, reject) => {
        calls += 1;
        const id = String(calls);
        waiting.set(id, { resolve, reject });
        socket.send(
          JSON.stringify({
            t: 'call',
            id,
            op: 'messages.send',
            input: { channelId, body, clientKey: `bench-${process.pid}-${id}` },
          }),
        );
      }),
  };
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('close', (code) => reject(new Error(`the server closed the socket with ${code}`)));
    socket.once('open', () => socket.send(JSON.stringify({ t: 'hello', protocol: 1, credential })));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1', 0, 24);
      if (text.startsWith('{"t":"welcome"')) resolve();
      else if (text.startsWith('{"t":"reply"')) answer(waiting, data.toString('utf8'));
      else if (text.startsWith('{"t":"event"')) sender.onEvent(data.toString('utf8'));
    });
  });
  return sender;
}

function answer(
  waiting: Map<string, { resolve: () => void; reject: (error: Error) => void }>,
  text: string,
): void {
  const frame = JSON.parse(text) as { id: string; ok: boolean; error?: { code: string } };
  const call = waiting.get(frame.id);
  waiting.delete(frame.id);
  if (frame.ok) call?.resolve();
  else call?.reject(new Error(`messages.send answered ${frame.error?.code}`));
}
