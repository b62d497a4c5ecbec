/** What belongs to one request while the library works on it: found through the request, never through a global. */
import type { IncomingMessage } from 'node:http';
import Provider, { type KoaContextWithOIDC } from 'oidc-provider';
import type { GrantRecord } from '../../kernel/protocol-records/index.ts';
import type { TokenFacts } from '../../kernel/tokens/index.ts';
import type { Asking } from './dependencies.ts';

export interface RequestState {
  readonly asking: Asking;
  /** A JWT that came for introspection or revocation, by the name under which the library asks for it. */
  readonly structured?: { readonly name: string; readonly facts: TokenFacts | null };
  /** The answer to an earlier request that this one repeats. */
  repeated?: string;
  /** The grant that the library has found for this request. */
  grant?: GrantRecord;
  /** What the library has refused, also where its answer is a redirect. */
  refused?: string;
  /** What went wrong below the library, before it made a `server_error` of it. */
  failure?: unknown;
}

const states = new WeakMap<IncomingMessage, RequestState>();

export const bindState = (request: IncomingMessage, state: RequestState): void => {
  states.set(request, state);
};

export function stateOf(ctx: Pick<KoaContextWithOIDC, 'req'>): RequestState {
  const state = states.get(ctx.req);
  if (state === undefined) throw new Error('a request came to the authorisation server past its door');
  return state;
}

/** The context of the request in which this is called. */
export function currentContext(): KoaContextWithOIDC {
  const { ctx } = Provider;
  if (ctx === undefined) throw new Error('the authorisation server worked outside of a request');
  return ctx;
}
