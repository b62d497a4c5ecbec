/**
 * May this request become a socket, and on whose behalf? Host, origin and cookie are judged here, before a byte of the
 * protocol is spoken. Sibling tenants are same-site, so the Origin header alone keeps their pages off this socket.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type CloseReason,
  type ErrorCode,
  errorCodes,
  problemDetails,
  WardroomError,
} from '@wardroom/contract';
import { originVerdict, readCredential, readHost } from '../../kernel/ingress/index.ts';
import { closeReasonOf, refuseStranger, requireSameTenant } from './greeting.ts';
import type { Origins } from './origins.ts';
import { recordOrigin, recordRefusal } from './refusals.ts';
import type { RealtimeOptions } from './settings.ts';

export type UpgradeVerdict =
  | { readonly ok: true; readonly origins: Origins }
  /** Refused in HTTP: nothing but a status is owed. */
  | { readonly ok: false; readonly code: ErrorCode }
  /** Refused as a socket, because browsers hide the status of a failed upgrade from their pages. */
  | { readonly ok: false; readonly close: CloseReason };

type Parts = Pick<RealtimeOptions, 'kernel' | 'hosts' | 'addressOf'>;

export async function judgeUpgrade(parts: Parts, request: IncomingMessage): Promise<UpgradeVerdict> {
  const { kernel, hosts, addressOf } = parts;
  const { rawHeaders } = request;
  const host = readHost(rawHeaders, hosts);
  const tenant = host?.realm === 'tenant' ? await kernel.directory.resolveHost(host.host) : null;
  if (!host || !tenant) return { ok: false, code: 'unknown_host' };
  const address = addressOf(request.socket.remoteAddress, rawHeaders);
  const device = (request.headers['user-agent'] ?? '').slice(0, 300);
  const reading = readCredential(rawHeaders, 'tenant');
  // Without a cookie nothing here is the browser's doing: the first frame brings a key, as a header would.
  const verdict = originVerdict({
    rawHeaders,
    ownOrigin: host.ownOrigin,
    stateChanging: true,
    hasCookie: !reading.ok || reading.hasCookie,
    hasBearer: true,
    isCall: true,
  });
  if (verdict !== 'accepted') {
    await recordOrigin(kernel, { tenant, address }, verdict);
    return { ok: false, code: 'origin_refused' };
  }
  if (!reading.ok || reading.hasBearer) return { ok: false, code: 'unauthenticated' };
  if (tenant.status !== 'active') {
    await recordRefusal(kernel, { tenant, address }, { code: 'tenant_suspended' });
    return { ok: false, close: 'tenant_suspended' };
  }
  const found = { tenant, host: host.host, ownOrigin: host.ownOrigin, address, device };
  if (reading.credential.kind === 'none') return { ok: true, origins: { ...found, identity: null } };
  const identity = await kernel.directory.identify(reading.credential);
  try {
    if (!identity) return await refuseStranger(kernel, found);
    await requireSameTenant(kernel, found, identity);
  } catch (error) {
    const close = closeReasonOf(error);
    if (close === 'restarting') throw error;
    return { ok: false, close };
  }
  return { ok: true, origins: { ...found, identity } };
}

/** Answers an upgrade that will not happen, and closes. */
export function refuseUpgrade(socket: Duplex, code: ErrorCode, requestId: string): void {
  const { status, title } = errorCodes[code];
  const body = JSON.stringify(problemDetails(new WardroomError(code), requestId));
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    'Cache-Control: no-store',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
