/**
 * The part of the realtime protocol that needs no schema library, so that browsers can load it alone
 * (`@wardroom/contract/wire`).
 */
export const protocolVersion = 1;
/** Bytes. The largest frame a client may send; also the largest `messages.send`. */
export const maxFrameBytes = 262_144;
/** How long somebody is said to be writing after the frame that said so. */
export const typingLastsMs = 6_000;

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
