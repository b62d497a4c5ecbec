/** What the HTTP edge is given. It knows no module and no database; `app.ts` binds these to the kernel. */
import type { Server } from 'node:http';
import type { AnyOperation, Uuid } from '@wardroom/contract';
import type { FastifyInstance } from 'fastify';
import type { Call } from '../../kernel/call.ts';
import type { Config } from '../../kernel/config/index.ts';
import type { Outcome } from '../../kernel/execute.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { PartnerKeys } from '../../kernel/ingress/index.ts';
import type { Log } from '../../kernel/log/index.ts';
import type { Metrics } from '../../kernel/metrics/index.ts';
import type { Random } from '../../kernel/random.ts';
import type { Tenant } from '../../kernel/tenant.ts';

export interface OriginRefusal {
  /** null on the platform host. */
  readonly tenant: Tenant | null;
  readonly operation: string | null;
  readonly address: string;
  readonly requestId: Uuid;
  readonly reason: 'foreign_origin' | 'missing_origin' | 'foreign_site';
}

export interface HttpTimeouts {
  /** Until the last header has arrived. */
  readonly headersMs: number;
  /** Until the last byte of the body has arrived. */
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** Without a byte in either direction. */
  readonly idleMs: number;
  /** How often the limits above are looked at. */
  readonly lookMs: number;
}

export interface HttpEdgeDependencies {
  readonly config: Pick<
    Config,
    | 'baseDomain'
    | 'publicScheme'
    | 'publicPort'
    | 'trustedProxies'
    | 'maxConnections'
    | 'maxConnectionsPerAddress'
  >;
  readonly operations: readonly AnyOperation[];
  readonly executeTenant: (call: Call) => Promise<Outcome>;
  readonly executePlatform: (call: Call) => Promise<Outcome>;
  /** RFC 7517: the keys that verify access tokens of a tenant. Throws where they are not told, or asked for too often. */
  readonly publishedKeys: (
    tenant: Tenant,
    from: { readonly address: string; readonly requestId: Uuid },
  ) => Promise<object>;
  /** Endpoints of standards, which belong to other edges of this server. */
  readonly addStandards?: (app: FastifyInstance) => void;
  /** Of a tenant with several names; absent: the origin that was asked. */
  readonly issuerOf?: (tenant: Tenant) => string;
  readonly resolveHost: (host: string) => Promise<Tenant | null>;
  /** Resolves when the refusal is on record; rejects when it cannot be, and the answer is then `overloaded`. */
  readonly recordOriginRefusal: (refusal: OriginRefusal) => Promise<void>;
  /** Whether calls can be answered now: database reachable, not stopping. */
  readonly isReady: () => Promise<boolean>;
  readonly metrics: Metrics;
  /** null: `/metrics` answers loopback only. */
  readonly metricsToken: string | null;
  readonly log: Log;
  readonly ids: Ids;
  /** A clock that only goes forward, in milliseconds from any start; for durations. */
  readonly elapsedMs: () => number;
  readonly random: Random;
  /** Of secret-scanning partners; absent: no signed report is accepted. */
  readonly partnerKeys?: PartnerKeys;
  /** The built web application; it may be missing. */
  readonly webDirectory: string;
  readonly timeouts?: Partial<HttpTimeouts>;
}

export interface HttpEdge {
  /** Socket upgrades belong to the realtime edge: it listens to `upgrade` here. */
  readonly server: Server;
  /** Open TCP connections, sockets included. */
  readonly connections: number;
  /** Starts or moves the listener. Resolves with the port. */
  listen(place: { readonly port: number; readonly address: string }): Promise<number>;
  /** Stops accepting, lets running calls finish for `drainMs`, then cuts what is left. */
  close(drainMs: number): Promise<void>;
}
