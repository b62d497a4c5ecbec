/**
 * Why an attempt came to nothing. Inside there are many reasons, for the log and the operator; outside there is one
 * error, because an answer that tells "closed" from "filtered" from "private" makes this server a port scanner.
 */
export const refusalReasons = [
  'url_malformed',
  'url_userinfo',
  'url_fragment',
  'protocol_refused',
  'port_refused',
  'host_malformed',
  'host_special_use',
  'host_own',
  'address_private',
  'address_own',
  'answer_mixed',
  'answer_empty',
  'answer_too_many',
  'resolve_failed',
  'resolve_timeout',
  'connect_failed',
  'connect_timeout',
  'address_other',
  'tls_failed',
  'proxy_failed',
  'request_refused',
  'redirect',
  'headers_timeout',
  'total_timeout',
  'response_too_large',
  'response_malformed',
  'limit',
  'aborted',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Those that look like somebody trying: an address behind a public name, a name that answers both ways, ourselves. */
const suspicious: ReadonlySet<RefusalReason> = new Set([
  'host_own',
  'address_private',
  'address_own',
  'answer_mixed',
  'answer_too_many',
  'address_other',
]);
export const isSuspicious = (reason: RefusalReason): boolean => suspicious.has(reason);

export interface RefusalFacts {
  /** The address that decided it. */
  readonly address?: string;
  /** Code of the library or system error, e.g. `CERT_HAS_EXPIRED`. */
  readonly code?: string;
}

/** Stays inside this folder; callers see {@link WardroomError} `egress_refused`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly reason: RefusalReason;
  readonly facts: RefusalFacts;

  constructor(reason: RefusalReason, facts: RefusalFacts = {}) {
    super(reason);
    this.reason = reason;
    this.facts = facts;
  }
}

/** A system error's code when it has the form of one, else nothing: messages may quote the peer. */
export function codeOf(error: unknown): { readonly code?: string } {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? { code } : {};
}

/** Keeps a refusal, turns anything else into one. */
export const refusalOf = (error: unknown, reason: RefusalReason): Refusal =>
  error instanceof Refusal ? error : new Refusal(reason, codeOf(error));
