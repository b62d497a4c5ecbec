/**
 * Syslog messages (RFC 5424) over TLS with octet counting (RFC 5425). There is no acknowledgement in syslog: a delivery
 * counts when the collector has taken every byte and closed in good order, see `Egress.send`.
 */
import type { Egress } from '../../egress/index.ts';

export interface SyslogCollector {
  /** `tls://<host>:6514`. */
  readonly address: string;
  readonly tenantId: string | null;
  /** PEM. Count instead of the well-known ones; empty: those. */
  readonly authorities: readonly string[];
  /** For a collector that asks who calls (RFC 5425 section 4.2.1). */
  readonly identity: { readonly cert: string; readonly key: string } | null;
}

export interface SyslogMessage {
  /** RFC 5424 section 6.2.1: 0 (emergency) to 7 (debug). */
  readonly severity: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly host: string;
  /** MSGID: what kind of message it is. */
  readonly kind: string;
  /** Sent in ASCII: what is beyond it in JSON is escaped, so that no reader has to guess. */
  readonly json: string;
}

/** `log audit`, RFC 5424 section 6.2.1. */
const facility = 13;
const nothing = '-';

const word = (text: string, most: number): string =>
  text.replace(/[^\x21-\x7e]/g, '_').slice(0, most) || nothing;

const escaped = (json: string): string =>
  json.replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** HEADER, no STRUCTURED-DATA, MSG. */
export function syslogText({ severity, at, host, kind, json }: SyslogMessage): string {
  const header = [
    `<${facility * 8 + severity}>1`,
    new Date(at).toISOString(),
    ...[word(host, 255), 'wardroom', nothing, word(kind, 32), nothing],
  ];
  return `${header.join(' ')} ${escaped(json)}`;
}

/** MSG-LEN SP SYSLOG-MSG (RFC 5425 section 4.3). */
export function syslogFrame(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return Buffer.concat([Buffer.from(`${bytes.length} `, 'ascii'), bytes]);
}

/** All of them on one connection, in this order. Throws `egress_refused`. */
export function sendSyslog(
  egress: Pick<Egress, 'send'>,
  { address, tenantId, authorities, identity }: SyslogCollector,
  messages: readonly SyslogMessage[],
): Promise<void> {
  const body = Buffer.concat(messages.map((message) => syslogFrame(syslogText(message))));
  return egress.send('syslog', address, {
    ...{ tenantId, body },
    tls: { authorities, ...(identity === null ? {} : { identity }) },
  });
}
