/** A server that speaks realtime on loopback, over the harness's database: for the edge, the SDK and benchmarks. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tenantModules } from '../app/modules.ts';
import { createContentSource } from '../app/realtime-content/index.ts';
import { createRealtimeEdge, type RealtimeEdge, type RealtimeSettings } from '../edges/realtime/index.ts';
import type { Call } from '../kernel/call.ts';
import { Passwords } from '../kernel/crypto/index.ts';
import type { Outcome } from '../kernel/execute.ts';
import { createHeads, Feeds, type Heads } from '../kernel/feed/index.ts';
import { createAddressReader } from '../kernel/ingress/index.ts';
import { systemRandom } from '../kernel/random.ts';
import { executeSettled } from './execute-settled.ts';
import { createHarness, type Harness, type HarnessOptions } from './harness.ts';
import { isolated } from './modules.ts';

export interface RealtimeServer {
  readonly harness: Harness;
  readonly port: number;
  readonly edge: RealtimeEdge;
  readonly feeds: Feeds;
  /** What went wrong inside; tests of valid use expect nothing. */
  readonly errors: unknown[];
  /** Stops the node: sockets close, feeds end; the database stays. */
  stop(): Promise<void>;
  /** Starts another node on the same port and database. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface RealtimeServerOptions extends Omit<HarnessOptions, 'onCommitted' | 'implementations'> {
  readonly settings?: Partial<RealtimeSettings>;
  /** Replaces the pipeline of calls over sockets. */
  readonly execute?: (harness: Harness) => (call: Call) => Promise<Outcome>;
}

/** Passwords as cheap as they come: nothing here is about guessing them. */
const cost = { memoryKiB: 64, passes: 1, lanes: 1 };

interface Node {
  readonly server: Server;
  readonly edge: RealtimeEdge;
  readonly feeds: Feeds;
}

export async function startRealtimeServer(options: RealtimeServerOptions = {}): Promise<RealtimeServer> {
  const errors: unknown[] = [];
  let node: Node | null = null;
  const running = (): Node => {
    if (!node) throw new Error('the node is stopped');
    return node;
  };
  const { settings: _settings, execute: _execute, ...rest } = options;
  const harness = await createHarness({
    ...rest,
    implementations: (parts) => {
      const passwords = new Passwords({ random: parts.random, parallel: 2, cost });
      return tenantModules({
        ...{ ...parts, ...isolated(options), passwords },
        epoch: () => running().feeds.epoch,
      });
    },
    onCommitted: (tenantId, events) => node?.feeds.onCommitted(tenantId, events),
  });
  const pool = harness.poolOf('wardroom_directory');
  const start = (port: number) =>
    startNode(harness, { heads: createHeads(pool), options, port, onError: (error) => errors.push(error) });
  const stop = async () => {
    const stopping = node;
    node = null;
    if (stopping) await stopNode(stopping);
  };
  node = await start(0);
  const { port } = running().server.address() as AddressInfo;
  return {
    harness,
    port,
    errors,
    stop,
    get edge() {
      return running().edge;
    },
    get feeds() {
      return running().feeds;
    },
    async restart() {
      node = await start(port);
    },
    async close() {
      await stop();
      await harness.close();
    },
  };
}

interface NodeParts {
  readonly heads: Heads;
  readonly options: RealtimeServerOptions;
  readonly port: number;
  readonly onError: (error: unknown) => void;
}

async function startNode(harness: Harness, { heads, options, port, onError }: NodeParts): Promise<Node> {
  const { kernel } = harness;
  const feeds = new Feeds({ database: kernel.database, heads, clock: kernel.clock, onError });
  await feeds.start();
  const server = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as AddressInfo;
  const edge = createRealtimeEdge({
    execute: options.execute?.(harness) ?? ((call) => executeSettled(kernel, call)),
    kernel,
    random: systemRandom,
    feeds,
    content: createContentSource(kernel.directory),
    hosts: { baseDomain: 'localhost', publicScheme: 'http', ports: () => [bound] },
    addressOf: createAddressReader([]),
    onError,
    settings: { drainMs: 200, closingMs: 500, ...options.settings },
  });
  server.on('upgrade', (request, socket, head) => edge.handleUpgrade(request, socket, head));
  return { server, edge, feeds };
}

async function stopNode({ server, edge, feeds }: Node): Promise<void> {
  await edge.close();
  await feeds.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
