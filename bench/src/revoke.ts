/**
 * From the revocation of a token to silence on every socket that it opened, at two server processes on one PostgreSQL. The
 * revocation is asked for at one node; 10 ×: ten times as many sockets.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { openTwoNodes, type TwoNodes } from '../../packages/server/src/testing/two-nodes.ts';
import { ms, percentile, type Row, sortedNumbers } from './table.ts';

const rounds = 60;
const lifted = Object.fromEntries(
  ['GLOBAL', 'TENANT', 'PRINCIPAL', 'ADDRESS', 'OPERATION'].map((name) => [
    `WARDROOM_LIMIT_${name}`,
    '100000000',
  ]),
);

export async function revoke(): Promise<Row[]> {
  const nodes = await openTwoNodes({ ...lifted, WARDROOM_MAX_CONNECTIONS_PER_ADDRESS: '10000' });
  try {
    const rows: Row[] = [];
    for (const perNode of [10, 100]) {
      const times = { refused: [] as number[], closed: [] as number[] };
      for (let round = 0; round < rounds; round += 1) {
        const { refusedMs, closedMs } = await revokeOne(nodes, perNode);
        times.refused.push(refusedMs);
        times.closed.push(closedMs);
      }
      const [refused, closed] = [sortedNumbers(times.refused), sortedNumbers(times.closed)];
      rows.push({
        measure: `revocation → all sockets closed, 2 nodes with ${perNode} each, ${rounds} times`,
        figure: `p50 ${ms(percentile(closed, 0.5))}, p99 ${ms(percentile(closed, 0.99))}; calls refused p99 ${ms(percentile(refused, 0.99))}`,
        baseline: '–',
        bar: 'p99 ≤ 1 s',
        aim: 'p99 ≤ 100 ms',
      });
    }
    return rows;
  } finally {
    await nodes.close();
  }
}

async function revokeOne(nodes: TwoNodes, perNode: number): Promise<{ refusedMs: number; closedMs: number }> {
  const { first, second, owner } = nodes;
  const issued = await first.call('tokens.issue', { scopes: ['channels:read', 'workspace:read'] }, owner);
  if (issued.status !== 200) throw new Error(issued.text);
  const { token, accessToken } = JSON.parse(issued.text) as { token: { id: string }; accessToken: string };
  const sockets = await Promise.all(
    [first, second].flatMap(({ port }) =>
      Array.from({ length: perNode }, () => listen(nodes, port, accessToken)),
    ),
  );
  const headers = { authorization: `Bearer ${accessToken}` };
  await second.call('channels.list', {}, headers);
  const began = performance.now();
  const closed = Promise.all(sockets.map((socket) => once(socket, 'close'))).then(
    () => performance.now() - began,
  );
  const refused = (async () => {
    while ((await second.call('channels.list', {}, headers)).status === 200);
    return performance.now() - began;
  })();
  const answer = await first.call('tokens.revoke', { tokenId: token.id }, owner);
  if (answer.status !== 200) throw new Error(answer.text);
  return { refusedMs: await refused, closedMs: await closed };
}

async function listen({ host }: TwoNodes, port: number, credential: string): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime`, {
    headers: { host },
    perMessageDeflate: false,
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ t: 'hello', protocol: 1, credential }));
  await once(socket, 'message');
  return socket;
}
