/** One call of one operation, from whichever edge. Everything an edge knows about its caller, and nothing else. */
import type { OperationName, Uuid } from '@wardroom/contract';
import type { TokenFacts } from './tokens/token.ts';

/** What came with a token that is bound to a key, and for which request (RFC 9449, 4.3). */
export interface PresentedProof {
  readonly text: string;
  readonly method: string;
  /** Without query. */
  readonly url: string;
}

export type PresentedCredential =
  | { readonly kind: 'session'; readonly secret: string }
  | { readonly kind: 'key'; readonly secret: string }
  | { readonly kind: 'token'; readonly secret: string; readonly proof?: PresentedProof }
  | { readonly kind: 'none' };

interface Owned {
  /** Session, credential or token id. */
  readonly id: Uuid;
  readonly principalId: Uuid;
  readonly tenantId: Uuid;
}

/** A credential whose owner is known; whether it is still alive is read inside the transaction. */
export type Identity =
  | (Owned & { readonly kind: 'session' | 'key' })
  | (Owned & { readonly kind: 'token'; readonly token: TokenFacts });

export interface Call {
  readonly requestId: Uuid;
  readonly edge: 'http' | 'realtime' | 'worker';
  /** Host name with port, as the client sent it, lower case. */
  readonly host: string;
  readonly operation: OperationName | string;
  readonly input: unknown;
  readonly credential: PresentedCredential | Identity;
  /** Client address and device text, for sessions and audit. */
  readonly address: string;
  readonly device: string;
  /** The answer to a challenge, as the client sent it; at most 512 characters. */
  readonly challenge?: string;
  /** Requests for access that began in the browser that sends this (its cookies say so); at most ten names. */
  readonly startedHere?: readonly string[];
}

export const isIdentity = (credential: PresentedCredential | Identity): credential is Identity =>
  'principalId' in credential;
