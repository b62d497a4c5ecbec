/** What may be sent along. The caller's own code writes it, but parts of it may come from a tenant. */
import { type Purpose, purposes } from './purposes.ts';
import { Refusal } from './refusal.ts';

export interface EgressOptions {
  /** On whose behalf; null: the deployment's own. */
  readonly tenantId: string | null;
  /** Default: the only or first method of the purpose. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Bytes; can only lower what the purpose allows. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
  readonly tls?: EgressTls;
}

/** What a tenant says about the other end and about itself, in PEM. */
export interface EgressTls {
  /** Count instead of the well-known ones; empty: those. */
  readonly authorities?: readonly string[];
  /** Shown to whoever asks who calls. */
  readonly identity?: { readonly cert: string; readonly key: string };
}

export interface Prepared {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const maxHeaderBytes = 8 * 1024;
const headerName = /^[a-z0-9-]{1,64}$/;
const headerValue = /^[\x20-\x7e]*$/;
/** Ours to set: whom we speak to, how the message is framed, what we can read. Cookies are nobody's. */
const reserved = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'cookie',
  'expect',
  'forwarded',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
]);

export function prepareRequest(purpose: Purpose, options: EgressOptions): Prepared {
  const { methods, maxRequestBytes } = purposes[purpose];
  const method = options.method ?? methods[0] ?? '';
  if (!methods.some((allowed) => allowed === method)) throw new Refusal('request_refused');
  const body = options.body === undefined ? null : Buffer.from(options.body);
  if (body !== null && body.length > maxRequestBytes) throw new Refusal('request_refused');
  return { method, headers: headersOf(options.headers ?? {}), body };
}

/** What is brought over TLS without HTTP. */
export function prepareBytes(purpose: Purpose, { body = '' }: EgressOptions): Prepared {
  const { protocol, maxRequestBytes } = purposes[purpose];
  const bytes = Buffer.from(body);
  if (protocol !== 'tls:' || bytes.length > maxRequestBytes) throw new Refusal('request_refused');
  return { method: '', headers: {}, body: bytes };
}

function headersOf(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'Wardroom', 'accept-encoding': 'identity' };
  let bytes = 0;
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase();
    bytes += name.length + value.length;
    if (!headerName.test(name) || !headerValue.test(value) || bytes > maxHeaderBytes)
      throw new Refusal('request_refused');
    if (reserved.has(name) || name.startsWith('proxy-') || name.startsWith('x-forwarded-'))
      throw new Refusal('request_refused');
    headers[name] = value;
  }
  return headers;
}
