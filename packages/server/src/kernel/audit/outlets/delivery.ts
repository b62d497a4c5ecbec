/** What a destination outside said to one delivery. */
import type { EgressResponse } from '../../egress/index.ts';

/** Ends of one attempt that are not a success, as they are shown to whoever set the feed up. */
export const deliveryFaults = [
  /** Not reached, no certificate, no answer, or an address that may not be used: one word for all (see egress). */
  'unreachable',
  /** 401, 403: token, key or rights. */
  'unauthorised',
  /** 429, or that it is busy. */
  'throttled',
  /** Any other 4xx. */
  'refused',
  /** 5xx. */
  'failed',
  /** What is sent would not be taken, at whatever time: too large, or not understood. */
  'entry_refused',
  /** The directory of files does not take it. */
  'unwritable',
] as const;
export type DeliveryFault = (typeof deliveryFaults)[number];

export type Delivery =
  | { readonly isDelivered: true }
  | {
      readonly isDelivered: false;
      readonly fault: DeliveryFault;
      /** Null where there was no answer in HTTP. */
      readonly status: number | null;
      /** How long it asks to be left alone; null: it does not say. */
      readonly retryAfterMs: number | null;
    };

export const delivered: Delivery = Object.freeze({ isDelivered: true });

export const faulty = (
  fault: DeliveryFault,
  details: { readonly status?: number; readonly retryAfterMs?: number | null } = {},
): Delivery =>
  Object.freeze({
    ...{ isDelivered: false, fault },
    ...{ status: details.status ?? null, retryAfterMs: details.retryAfterMs ?? null },
  });

const mostRetryAfterMs = 3_600_000;

/** Seconds or a date (RFC 9110 section 10.2.3), at most an hour: nobody outside stops a feed for longer. */
export function retryAfterOf(headers: EgressResponse['headers'], now: number): number | null {
  const text = headers['retry-after'];
  if (text === undefined) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, 0), mostRetryAfterMs);
}

/** Of an answer that says no by its status alone. */
export function refusalIn(
  { status, headers }: EgressResponse,
  now: number,
  contentStatuses: readonly number[] = [],
): Delivery {
  const details = { status, retryAfterMs: retryAfterOf(headers, now) };
  if (contentStatuses.includes(status)) return faulty('entry_refused', details);
  if (status === 401 || status === 403) return faulty('unauthorised', details);
  if (status === 429 || status === 503) return faulty('throttled', details);
  return faulty(status >= 500 ? 'failed' : 'refused', details);
}
