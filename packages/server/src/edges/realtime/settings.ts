/** What the realtime edge is made of, and the numbers it keeps to. Everything is handed in by the composition root. */
import type { Call, Identity } from '../../kernel/call.ts';
import type { Kernel, Outcome } from '../../kernel/execute.ts';
import type { Feeds } from '../../kernel/feed/index.ts';
import type { AddressReader, HostSettings } from '../../kernel/ingress/index.ts';
import type { Random } from '../../kernel/random.ts';
import type { ContentSource } from './content.ts';

export interface RealtimeOptions {
  /** The same pipeline as every other edge. */
  readonly execute: (call: Call) => Promise<Outcome>;
  readonly kernel: Pick<
    Kernel,
    | 'auditLane'
    | 'clock'
    | 'database'
    | 'directory'
    | 'ids'
    | 'keyring'
    | 'limiter'
    | 'policyBreaker'
    | 'policyShelf'
    | 'probing'
    | 'reportBug'
    | 'reportTenantMismatch'
    | 'tokens'
  >;
  readonly random: Random;
  readonly feeds: Feeds;
  readonly content: ContentSource;
  readonly hosts: HostSettings;
  readonly addressOf: AddressReader;
  /** Tells that this session or key is in use: on opening and with every call. A heartbeat is no sign of anybody. */
  readonly touchSession?: (identity: Identity, address: string) => void;
  readonly onError: (error: unknown) => void;
  readonly settings?: Partial<RealtimeSettings>;
}

export interface RealtimeSettings {
  readonly heartbeatMs: number;
  readonly helloMs: number;
  /** How often credentials of open connections are read again, for what no event tells: expiry. */
  readonly authorityMs: number;
  /** Bytes that may wait for one connection, before heartbeats are left out and before it is closed. */
  readonly softBytes: number;
  readonly hardBytes: number;
  /** How long a connection may take to close before it is cut. */
  readonly closingMs: number;
  readonly maxCallsInFlight: number;
  readonly framesPerSecond: number;
  readonly frameBurst: number;
  /** Frames of typing that all viewers of one tenant together may be sent in a second; more are dropped. */
  readonly typingPerSecond: number;
  /** How often a viewer is told of changed presence at most, and how long somebody is missed before they are offline. */
  readonly presenceMs: number;
  readonly offlineAfterMs: number;
  /** Bytes of presence to all viewers of one tenant in one turn; whoever is left out is told later, and less. */
  readonly presenceBytes: number;
  /** Connections that have not said who they are; beyond it upgrades are refused. */
  readonly maxUnknown: number;
  readonly maxConnections: number;
  /** How long open calls may take when the node stops. */
  readonly drainMs: number;
}

export const defaultSettings: RealtimeSettings = {
  heartbeatMs: 25_000,
  helloMs: 5_000,
  authorityMs: 15_000,
  softBytes: 262_144,
  hardBytes: 1_048_576,
  closingMs: 5_000,
  maxCallsInFlight: 64,
  framesPerSecond: 500,
  frameBurst: 1_000,
  typingPerSecond: 20_000,
  presenceMs: 1_000,
  offlineAfterMs: 5_000,
  presenceBytes: 16_777_216,
  maxUnknown: 2_000,
  maxConnections: 20_000,
  drainMs: 2_000,
};
