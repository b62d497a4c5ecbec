/** Open connections, in all and per client address: one address cannot take every place. */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyTest } from '../../kernel/ingress/index.ts';
import type { HttpEdgeDependencies } from './dependencies.ts';

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Counts from now on. Returns how many are open. */
export function countConnections(
  server: Server,
  { config, metrics }: Pick<HttpEdgeDependencies, 'config' | 'metrics'>,
): () => number {
  const isProxy = createProxyTest(config.trustedProxies);
  const perAddress = new Map<string, number>();
  let open = 0;
  const count = (address: string, change: 1 | -1): number => {
    const next = (perAddress.get(address) ?? 0) + change;
    if (next === 0) perAddress.delete(address);
    else perAddress.set(address, next);
    open += change;
    return next;
  };
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? 'gone';
    const held = count(address, 1);
    socket.once('close', () => count(address, -1));
    if (held <= config.maxConnectionsPerAddress || loopback.has(address) || isProxy(address)) return;
    metrics.refused('connections');
    socket.destroy();
  });
  return () => open;
}
