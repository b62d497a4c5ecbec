/**
 * Realtime protocol 1: JSON text frames over one WebSocket at `/v1/realtime`. Credentials never travel in the
 * URL: a browser sends its cookie with the upgrade, everybody else sends the key in the first frame.
 */
import * as z from 'zod';
import type { ProblemDetails } from './errors.ts';
import type { Event } from './events.ts';
import type { PrincipalId } from './ids.ts';
import { cursor } from './shapes.ts';

export const protocolVersion = 1;
/** Bytes. The largest frame a client may send; also the largest `messages.send`. */
export const maxFrameBytes = 262_144;

export const clientFrame = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'),
    protocol: z.literal(protocolVersion),
    /** An API key. Absent when the upgrade carried the session cookie. */
    credential: z.string().max(200).optional(),
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
]);
export type ClientFrame = z.output<typeof clientFrame>;

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
  /** Heartbeat, with the position up to which this connection has seen everything meant for it. */
  | { readonly t: 'beat'; readonly cursor: string }
  /** The connection was too slow: events were not sent. Reconnect with the last cursor. */
  | { readonly t: 'lag' }
  /** The position is older than the log keeps, or from another epoch: take a new snapshot. */
  | { readonly t: 'resync'; readonly reason: 'window' | 'epoch' | 'cursor' };

/** Close codes (4000–4999 are the application's, RFC 6455 section 7.4.2) and whether to reconnect. */
export const closeCodes = {
  bad_frame: { code: 4400, reconnect: 'no' },
  unauthenticated: { code: 4401, reconnect: 'no' },
  origin_refused: { code: 4403, reconnect: 'no' },
  hello_timeout: { code: 4407, reconnect: 'yes' },
  heartbeat_timeout: { code: 4408, reconnect: 'yes' },
  revoked: { code: 4409, reconnect: 'no' },
  frame_too_large: { code: 4413, reconnect: 'no' },
  tenant_suspended: { code: 4423, reconnect: 'no' },
  too_fast: { code: 4429, reconnect: 'later' },
  restarting: { code: 4503, reconnect: 'yes' },
  slow_consumer: { code: 4508, reconnect: 'yes' },
} as const;
export type CloseReason = keyof typeof closeCodes;
