/** The realtime edge: sockets at `/v1/realtime`, from upgrade to drain. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { closeCodes, type ErrorCode, encodeId, maxFrameBytes, WardroomError } from '@wardroom/contract';
import { type WebSocket, WebSocketServer } from 'ws';
import { Connection, type ConnectionParts } from './connection.ts';
import { Hubs } from './hubs.ts';
import type { Origins } from './origins.ts';
import { realtimePath } from './origins.ts';
import { defaultSettings, type RealtimeOptions } from './settings.ts';
import { judgeUpgrade, refuseUpgrade, type UpgradeVerdict } from './upgrade.ts';

export interface RealtimeEdge {
  /** Sockets that are open, whoever they are for. */
  readonly connections: number;
  /** For the `upgrade` event of an HTTP server. Requests for other paths are refused. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Refuses new sockets, lets open calls finish for a while, and closes the rest with `restarting`. */
  close(): Promise<void>;
}

const tickMs = 1_000;
/** Larger frames get the protocol's own close code; far larger ones are not even read. */
const frameMargin = 65_536;

export function createRealtimeEdge(options: RealtimeOptions): RealtimeEdge {
  return new Edge(options);
}

class Edge implements RealtimeEdge {
  readonly #parts: ConnectionParts;
  readonly #hubs: Hubs;
  readonly #connections = new Set<Connection>();
  /** Those that have not said who they are. Counted at each upgrade, so never walked. */
  readonly #unknown = new Set<Connection>();
  readonly #server: WebSocketServer;
  readonly #ticking: NodeJS.Timeout;
  #pending = 0;
  #draining = false;
  #authorityAt: number;
  #checking = false;

  constructor(options: RealtimeOptions) {
    const { kernel, feeds, content, onError } = options;
    const { database, keyring, clock, policyBreaker: breaker, policyShelf: shelf } = kernel;
    const settings = { ...defaultSettings, ...options.settings };
    this.#hubs = new Hubs({
      ...{ database, keyring, clock, breaker, shelf, feeds, content, onError, settings },
    });
    this.#parts = {
      ...options,
      hubs: this.#hubs,
      settings,
      onKnown: (connection) => this.#unknown.delete(connection),
      onEnded: (connection) => {
        this.#unknown.delete(connection);
        this.#connections.delete(connection);
      },
    };
    this.#server = new WebSocketServer({
      noServer: true,
      // Compression costs memory per socket, and lengths of compressed secrets tell about them.
      perMessageDeflate: false,
      maxPayload: maxFrameBytes + frameMargin,
      clientTracking: false,
    });
    this.#authorityAt = clock.now();
    this.#ticking = setInterval(() => this.#tick(), tickMs).unref();
  }

  get connections(): number {
    return this.#connections.size;
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { kernel, onError } = this.#parts;
    const refuse = (code: ErrorCode) => refuseUpgrade(socket, code, encodeId('request', kernel.ids.next()));
    // Until ws takes the socket over, an error on it is nobody's.
    const ignore = () => {};
    socket.on('error', ignore);
    const refused = this.#refusalOf(request);
    if (refused) {
      refuse(refused);
      return;
    }
    this.#pending += 1;
    judgeUpgrade(this.#parts, request)
      .then((verdict) => {
        socket.removeListener('error', ignore);
        if (socket.destroyed) return;
        if (this.#draining) refuse('unavailable');
        else if (!verdict.ok && 'code' in verdict) refuse(verdict.code);
        else this.#server.handleUpgrade(request, socket, head, (ws) => this.#opened(ws, socket, verdict));
      })
      .catch((error: unknown) => {
        if (!(error instanceof WardroomError)) onError(error);
        refuse(error instanceof WardroomError ? error.code : 'internal');
      })
      .catch((error: unknown) => {
        // A socket that cannot even be refused must not stay open.
        onError(error);
        socket.destroy();
      })
      .finally(() => {
        this.#pending -= 1;
      });
  }

  async close(): Promise<void> {
    this.#draining = true;
    clearInterval(this.#ticking);
    const { clock } = this.#parts.kernel;
    const deadline = clock.now() + this.#parts.settings.drainMs;
    const busy = () => [...this.#connections].some((connection) => connection.busy);
    while (busy() && clock.now() < deadline) await pause(10);
    for (const connection of this.#connections) connection.end('restarting');
    while (this.#connections.size > 0 && clock.now() < deadline + this.#parts.settings.closingMs)
      await pause(10);
    this.#hubs.close();
    this.#server.close();
  }

  #refusalOf(request: IncomingMessage): ErrorCode | null {
    if (request.url !== realtimePath) return 'unknown_operation';
    if (this.#draining) return 'unavailable';
    return this.#isFull() ? 'overloaded' : null;
  }

  #isFull(): boolean {
    const { maxConnections, maxUnknown } = this.#parts.settings;
    if (this.#connections.size + this.#pending >= maxConnections) return true;
    return this.#unknown.size + this.#pending >= maxUnknown;
  }

  #opened(ws: WebSocket, stream: Duplex, verdict: UpgradeVerdict): void {
    if (verdict.ok) this.#accept(ws, stream, verdict.origins);
    else if ('close' in verdict) {
      ws.on('error', () => {});
      ws.close(closeCodes[verdict.close].code, verdict.close);
    }
  }

  #accept(ws: WebSocket, stream: Duplex, origins: Origins): void {
    const connection = new Connection(ws, stream, this.#parts, origins);
    this.#connections.add(connection);
    this.#unknown.add(connection);
  }

  #tick(): void {
    const { kernel, settings, onError } = this.#parts;
    const now = kernel.clock.now();
    for (const connection of this.#connections) connection.tick(now);
    this.#hubs.open().then((hubs) => {
      for (const hub of hubs) hub.tick();
    }, onError);
    if (this.#checking || now - this.#authorityAt < settings.authorityMs) return;
    this.#authorityAt = now;
    this.#checking = true;
    this.#readAuthority()
      .catch(onError)
      .finally(() => {
        this.#checking = false;
      });
  }

  /** Expiry makes no event: what open sockets rest on is read again, a tenant at a time. */
  async #readAuthority(): Promise<void> {
    for (const hub of await this.#hubs.open()) await hub.readAuthority();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
