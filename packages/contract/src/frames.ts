/**
 * Realtime protocol 1: JSON text frames over one WebSocket at `/v1/realtime`. Credentials never travel in the
 * URL: a browser sends its cookie with the upgrade, everybody else sends the key in the first frame.
 */
import * as z from 'zod';
import type { ProblemDetails } from './errors.ts';
import type { Event } from './events.ts';
import { type ChannelId, id, type MessageId, type PrincipalId } from './ids.ts';
import { cursor } from './shapes.ts';
import { protocolVersion } from './wire.ts';

export { type CloseReason, closeCodes, maxFrameBytes, protocolVersion, typingLastsMs } from './wire.ts';

export const clientFrame = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'),
    protocol: z.literal(protocolVersion),
    /** An API key or an access token. Absent when the upgrade carried the session cookie. */
    credential: z.string().max(4096).optional(),
    /** Of a token that is bound to a key: its proof (DPoP, RFC 9449) for a GET of the address of the socket, as http(s). */
    proof: z.string().max(4096).optional(),
    /** The cursor of the last frame seen; delivery goes on right after it. */
    resume: cursor.optional(),
  }),
  z.strictObject({
    t: z.literal('call'),
    id: z.string().min(1).max(64),
    op: z.string().max(64),
    input: z.unknown(),
  }),
  z.strictObject({ t: z.literal('beat') }),
  /**
   * "I am writing here": forgotten after {@link typingLastsMs} unless repeated. Never stored, answered by nothing; passed
   * over where this connection may not write, and when it is repeated within two seconds.
   */
  z.strictObject({
    t: z.literal('typing'),
    channelId: id('channel'),
    threadRootId: id('message').nullable(),
  }),
  /** Whether the person at this device is there. A connection starts as `active`; one with a key always is. */
  z.strictObject({ t: z.literal('presence'), state: z.enum(['active', 'away']) }),
]);
export type ClientFrame = z.output<typeof clientFrame>;

export type PresenceState = 'active' | 'away' | 'offline';
export type TypingFrame = Extract<ServerFrame, { t: 'typing' }>;
export type PresenceFrame = Extract<ServerFrame, { t: 'presence' }>;

export type ServerFrame =
  | {
      readonly t: 'welcome';
      readonly connection: string;
      readonly me: PrincipalId;
      /** Position from which delivery goes on. */
      readonly cursor: string;
      /** false: nothing was resumed; take a snapshot, whose cursor starts the stream (see `resync`). */
      readonly resumed: boolean;
      readonly heartbeatMs: number;
    }
  | { readonly t: 'reply'; readonly id: string; readonly ok: true; readonly output: unknown }
  | { readonly t: 'reply'; readonly id: string; readonly ok: false; readonly error: ProblemDetails }
  | {
      readonly t: 'event';
      /** Number of this event frame on this connection, from 1. */
      readonly n: number;
      /** Number of the event frame delivered before it, 0 at first: a client proves that its stream has no hole. */
      readonly prev: number;
      readonly cursor: string;
      readonly event: Event;
    }
  /** Somebody writes in a channel of this viewer. Ephemeral: may be dropped, never resumed. */
  | {
      readonly t: 'typing';
      readonly channelId: ChannelId;
      readonly threadRootId: MessageId | null;
      readonly principalId: PrincipalId;
    }
  /**
   * Who is there, as far as this viewer may see people. After `welcome` one or more frames list everybody who is not
   * offline, the first of them with `all: true`; then changes, coalesced. The best of a person's devices counts.
   */
  | {
      readonly t: 'presence';
      readonly all: boolean;
      readonly people: readonly { readonly principalId: PrincipalId; readonly state: PresenceState }[];
    }
  /** Heartbeat, with the position up to which this connection has seen everything meant for it. */
  | { readonly t: 'beat'; readonly cursor: string }
  /** The connection was too slow: events were not sent. Reconnect with the last cursor. */
  | { readonly t: 'lag' }
  /** The position is older than the log keeps, or from another epoch: take a new snapshot. */
  | { readonly t: 'resync'; readonly reason: 'window' | 'epoch' | 'cursor' };
