/**
 * From a change of a role to the clients of everybody who holds it, over two server processes on one PostgreSQL: asked for
 * at one node, told at both. What counts is each client, not the last one alone; 10 ×: ten times as many clients.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openTwoNodes, type TwoNodes } from '../../packages/server/src/testing/two-nodes.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const people = 20;
const rounds = 20;
const password = 'harbour lantern seventeen quiet';
const lifted = Object.fromEntries(
  ['GLOBAL', 'TENANT', 'PRINCIPAL', 'ADDRESS', 'OPERATION'].map((name) => [
    `WARDROOM_LIMIT_${name}`,
    '100000000',
  ]),
);

export async function rightsChange(): Promise<Row[]> {
  const nodes = await openTwoNodes({ ...lifted, WARDROOM_MAX_CONNECTIONS_PER_ADDRESS: '10000' });
  try {
    const role = await createRole(nodes);
    const holders: Record<string, string>[] = [];
    for (let index = 0; index < people; index += 1) holders.push(await addHolder(nodes, role.id, index));
    const rows: Row[] = [];
    const sockets: WebSocket[] = [];
    for (const clients of [100, 1_000]) {
      while (sockets.length < clients) {
        const holder = holders[sockets.length % people] ?? {};
        const { port } = sockets.length % 2 === 0 ? nodes.first : nodes.second;
        sockets.push(await listen(nodes, port, holder));
      }
      const times: number[] = [];
      for (let round = 0; round < rounds; round += 1) times.push(...(await changeOnce(nodes, role, sockets)));
      const told = sortedNumbers(times);
      rows.push({
        measure: `change of a role → told to each of ${clients} clients on 2 nodes, ${rounds} times`,
        figure: `p50 ${ms(percentile(told, 0.5))}, p99 ${ms(percentile(told, 0.99))}`,
        baseline: '–',
        bar: 'p99 ≤ 200 ms with 1,000',
        aim: '–',
      });
    }
    return rows;
  } finally {
    await nodes.close();
  }
}

interface Changing {
  readonly id: string;
  revision: number;
  pins: boolean;
}

async function createRole({ first, owner }: TwoNodes): Promise<Changing> {
  const chosen = ['workspace.read', 'channel.read', 'message.write', 'people.read'];
  const { role } = await ask<{ role: { role: string; revision: number } }>(
    first.call('roles.create', { name: 'Changing', chosen }, owner),
  );
  return { id: role.role, revision: role.revision, pins: false };
}

async function addHolder(nodes: TwoNodes, role: string, index: number): Promise<Record<string, string>> {
  const handle = `holder-${index}`;
  const input = { handle, displayName: `Holder ${index}`, password, role };
  await ask(nodes.first.call('principals.create', input, nodes.owner));
  return nodes.signIn(handle);
}

/** How long after the request each client knew. */
async function changeOnce(
  { first, owner }: TwoNodes,
  role: Changing,
  sockets: readonly WebSocket[],
): Promise<number[]> {
  const began = performance.now();
  const told = Promise.all(
    sockets.map(
      (socket) =>
        new Promise<number>((resolve) => {
          const hear = (data: unknown) => {
            if (!String(data).includes('"rights.changed"')) return;
            socket.off('message', hear);
            resolve(performance.now() - began);
          };
          socket.on('message', hear);
        }),
    ),
  );
  role.pins = !role.pins;
  const chosen = ['workspace.read', 'channel.read', 'message.write', 'people.read'];
  const input = {
    ...{ roleId: role.id, revision: role.revision },
    chosen: [...chosen, ...(role.pins ? ['message.pin'] : [])],
  };
  const changed = await ask<{ role: { revision: number } }>(first.call('roles.update', input, owner));
  role.revision = changed.role.revision;
  return told;
}

async function ask<Output>(
  answered: Promise<{ readonly status: number; readonly text: string }>,
): Promise<Output> {
  const { status, text } = await answered;
  if (status !== 200) throw new Error(text);
  return JSON.parse(text) as Output;
}

async function listen(
  { host, origin }: TwoNodes,
  port: number,
  headers: Record<string, string>,
): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime`, {
    headers: { ...headers, host, origin },
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ t: 'hello', protocol: 1 }));
  await once(socket, 'message');
  return socket;
}
