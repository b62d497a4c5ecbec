/**
 * Resource paths and the prefixes that tokens are held to (TEN-12). Every path and every prefix ends with `/`, so that
 * `…/chn_4/` is never taken for the beginning of `…/chn_42/`.
 */
import { decodeId, encodeId, type Uuid } from '@wardroom/contract';

export interface HeldTo {
  readonly channelId: Uuid;
  /** Null: the channel with everything in it. */
  readonly messageId: Uuid | null;
}

export const tenantPath = (tenantId: Uuid): string => `${encodeId('tenant', tenantId)}/`;

export const channelPath = (tenantId: Uuid, channelId: Uuid): string =>
  `${tenantPath(tenantId)}chan/${encodeId('channel', channelId)}/`;

export const messagePath = (tenantId: Uuid, channelId: Uuid, messageId: Uuid): string =>
  `${channelPath(tenantId, channelId)}msg/${encodeId('message', messageId)}/`;

/** False also for whatever does not end with `/`: such a text ends inside a name. */
export const isWithin = (prefix: string, path: string): boolean =>
  prefix.endsWith('/') && path.endsWith('/') && path.startsWith(prefix);

/** What a prefix holds its bearer to; null when it is none of this tenant. */
export function parsePrefix(prefix: string, tenantId: Uuid): HeldTo | null {
  if (!isWithin(tenantPath(tenantId), prefix)) return null;
  const [channelPart, channelName, ...rest] = prefix.slice(tenantPath(tenantId).length, -1).split('/');
  const channelId = channelPart === 'chan' ? decodeId('channel', channelName ?? '') : undefined;
  if (channelId === undefined) return null;
  if (rest.length === 0) return { channelId, messageId: null };
  const [messagePart, messageName, ...more] = rest;
  const messageId =
    messagePart === 'msg' && more.length === 0 ? decodeId('message', messageName ?? '') : undefined;
  return messageId === undefined ? null : { channelId, messageId };
}
