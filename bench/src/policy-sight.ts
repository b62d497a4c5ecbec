/**
 * What a policy about reading channels costs while 1,000 clients watch one channel on one node: delivery beside it, the
 * moment in which it begins to decide, the turn of a minute when it asks for the time, and everybody coming back at once.
 */
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { openTwoNodes, type TwoNodes } from '../../packages/server/src/testing/two-nodes.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const people = 50;
const clients = 1_000;
const rounds = 20;
const password = 'harbour lantern seventeen quiet';
const lifted = Object.fromEntries(
  ['GLOBAL', 'TENANT', 'PRINCIPAL', 'ADDRESS', 'OPERATION'].map((name) => [
    `WARDROOM_LIMIT_${name}`,
    '100000000',
  ]),
);
/** Asks for a group by its handle, the time, and what somebody is in: nothing of it can be remembered for long. */
const policy = `forbid(principal in Wardroom::Group::"nobody", action == Wardroom::Action::"channel.read", resource);`;
const timed = `forbid(principal, action == Wardroom::Action::"channel.read", resource)
  when { context.time.minute > 60 || principal.groups.contains("nobody") };`;

export async function policySight(): Promise<Row[]> {
  const nodes = await openTwoNodes({ ...lifted, WARDROOM_MAX_CONNECTIONS_PER_ADDRESS: '10000' });
  let sockets: WebSocket[] = [];
  try {
    const { channel } = await asOwner<{ channel: { id: string } }>(nodes, 'channels.create', {
      name: 'hall',
    });
    const holders: Record<string, string>[] = [];
    for (let index = 0; index < people; index += 1) holders.push(await addPerson(nodes, channel.id, index));
    const open = () => openAll(nodes, holders);
    const deliver = () => deliverOnce(nodes, channel.id, sockets);
    const began = performance.now();
    sockets = await open();
    const connected = performance.now() - began;
    const plain = await severalTimes(deliver);
    await activate(nodes, [policy, timed]);
    const switched = await deliver();
    const under = await severalTimes(deliver);
    const turning = await aroundTheMinute(deliver);
    await closeAll(sockets);
    const again = performance.now();
    sockets = await open();
    const reconnected = performance.now() - again;
    const figure = (times: readonly number[]) =>
      `p50 ${ms(percentile(times, 0.5))}, p99 ${ms(percentile(times, 0.99))}`;
    const of = `to each of ${clients} clients of one channel`;
    const row = (measure: string, value: string, baseline = '–'): Row => ({
      ...{ measure, figure: value, baseline, bar: '–', aim: '–' },
    });
    return [
      row(`message ${of}, ${rounds} times, no policy`, figure(plain)),
      row(`the same under a policy about reading that asks for the time`, figure(under), figure(plain)),
      row('message sent right after activating it, to the last one', ms(switched.at(-1) ?? 0)),
      row('messages at the turn of a minute, the slowest', ms(turning.at(-1) ?? 0), ms(under.at(-1) ?? 0)),
      row(`${clients} clients connect at once under it`, ms(reconnected), `${ms(connected)} without`),
    ];
  } finally {
    await closeAll(sockets);
    await nodes.close();
  }
}

async function addPerson(nodes: TwoNodes, channelId: string, index: number): Promise<Record<string, string>> {
  const handle = `viewer-${index}`;
  await asOwner(nodes, 'principals.create', { handle, displayName: `Viewer ${index}`, password });
  const headers = await nodes.signIn(handle);
  const joined = await nodes.first.call('channels.join', { channelId }, headers);
  if (joined.status !== 200) throw new Error(joined.text);
  return headers;
}

async function activate(nodes: TwoNodes, texts: readonly string[]): Promise<void> {
  const policies = texts.map((text, index) => ({ id: `p${index}`, title: `Policy ${index}`, text }));
  const set = { policies, tests: [] };
  const { version } = await asOwner<{ version: { version: number } }>(nodes, 'policies.save', {
    ...{ set, basedOn: 0, reason: 'a bench' },
  });
  await asOwner(nodes, 'policies.activate', {
    ...{ version: version.version, mode: 'enforce', revision: 0, reason: 'a bench' },
  });
}

async function openAll(nodes: TwoNodes, holders: readonly Record<string, string>[]): Promise<WebSocket[]> {
  const sockets: WebSocket[] = [];
  for (let start = 0; start < clients; start += 100)
    sockets.push(
      ...(await Promise.all(
        Array.from({ length: 100 }, (_, index) => listen(nodes, holders[(start + index) % people] ?? {})),
      )),
    );
  return sockets;
}

async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  const open = sockets.filter(({ readyState }) => readyState === WebSocket.OPEN);
  const closed = open.map((socket) => once(socket, 'close'));
  for (const socket of open) socket.close();
  await Promise.all(closed);
}

let sent = 0;
/** How long after the request each client was shown it, in order. */
async function deliverOnce(
  nodes: TwoNodes,
  channelId: string,
  sockets: readonly WebSocket[],
): Promise<number[]> {
  sent += 1;
  const body = `words number ${sent} of the bench`;
  const began = performance.now();
  const shown = sockets.map(
    (socket) =>
      new Promise<number>((resolve) => {
        const hear = (data: unknown) => {
          if (!String(data).includes(body)) return;
          socket.off('message', hear);
          resolve(performance.now() - began);
        };
        socket.on('message', hear);
      }),
  );
  await asOwner(nodes, 'messages.send', { channelId, body, clientKey: `policy-sight-${sent}` });
  return sortedNumbers(await Promise.all(shown));
}

async function severalTimes(deliver: () => Promise<number[]>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(...(await deliver()));
  return sortedNumbers(times);
}

/** From three seconds before the next minute until five seconds after it. */
async function aroundTheMinute(deliver: () => Promise<number[]>): Promise<number[]> {
  const minute = Math.ceil((Date.now() + 3_000) / 60_000) * 60_000;
  await pause(minute - 3_000 - Date.now());
  const times: number[] = [];
  while (Date.now() < minute + 5_000) {
    times.push(...(await deliver()));
    await pause(20);
  }
  return sortedNumbers(times);
}

async function asOwner<Output>(
  { first, owner }: TwoNodes,
  operation: string,
  input: object,
): Promise<Output> {
  const { status, text } = await first.call(operation, input, owner);
  if (status !== 200) throw new Error(`${operation}: ${text}`);
  return JSON.parse(text) as Output;
}

async function listen(
  { first, host, origin }: TwoNodes,
  headers: Record<string, string>,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${first.port}/v1/realtime`, {
    headers: { ...headers, host, origin },
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ t: 'hello', protocol: 1 }));
  await once(socket, 'message');
  return socket;
}
