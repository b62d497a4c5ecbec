/** The client: every operation as a typed call, over HTTP or over the socket of {@link Client.realtime}. */
import type { Challenge, OperationName } from '@wardroom/contract';
import { callOverHttp } from './http.ts';
import {
  type Call,
  type InputFor,
  type Methods,
  methodsOf,
  type OutputFor,
  type PagedName,
  repeatable,
  withClientKey,
} from './operations.ts';
import { openRealtime, type Realtime, type RealtimeHandlers } from './realtime/realtime.ts';
import { defaultRetries, type RetryRules, withRetries } from './retry.ts';
import { createStepUp, type OnStepUp } from './step-up.ts';
import type { Surroundings } from './surroundings.ts';

export interface ClientOptions {
  /** `https://acme.chat.example.com`, without a path. */
  readonly origin: string;
  /** An API key; absent in browsers, which send their cookie. */
  readonly credential?: string;
  readonly timeoutMs?: number;
  readonly retries?: Partial<RetryRules>;
  /**
   * Work instead of waiting, where the server offers it to callers without an identity.
   * @returns `<seed>.<nonce>`, or null to be refused
   */
  readonly solveChallenge?: (challenge: Challenge) => Promise<string | null>;
  /**
   * Asks the person to prove who they are, where the server wants that to be recent; absent: such calls are refused with
   * `step_up_required`. What it resolves to says whether the call is repeated.
   */
  readonly onStepUp?: OnStepUp;
}

export interface Client extends Methods {
  readonly origin: string;
  readonly call: Call;
  /** Every page of a list, one after the other. */
  pages<N extends PagedName>(name: N, input: InputFor<N>): AsyncGenerator<OutputFor<N>, void, undefined>;
  /** Opens the event stream and keeps it open. */
  realtime(handlers: RealtimeHandlers): Realtime;
}

export function createClient(options: ClientOptions, surroundings: Surroundings): Client {
  const { credential, solveChallenge, onStepUp, timeoutMs = 30_000 } = options;
  const origin = new URL(options.origin).origin;
  const target = {
    origin,
    timeoutMs,
    ...(credential === undefined ? {} : { credential }),
    ...(solveChallenge === undefined ? {} : { solveChallenge }),
  };
  const retries = { ...defaultRetries, ...options.retries };
  const stepUp = createStepUp(onStepUp);
  const call = (name: OperationName, input: unknown): Promise<unknown> => {
    const complete = withClientKey(name, input, surroundings);
    const once = () => callOverHttp(target, surroundings, name, complete);
    return stepUp(() => (repeatable.has(name) ? withRetries(once, surroundings, retries) : once()));
  };
  const own = {
    origin,
    call: call as Call,
    pages: <N extends PagedName>(name: N, input: InputFor<N>) => pagesOf(call, name, input),
    realtime: (handlers: RealtimeHandlers) =>
      openRealtime({ target, surroundings, retries, stepUp }, handlers),
  };
  const methods = methodsOf(call as never);
  return new Proxy(own as Client, {
    get: (known, name) =>
      Object.hasOwn(known, name) ? Reflect.get(known, name) : Reflect.get(methods, name),
  });
}

async function* pagesOf<N extends PagedName>(
  call: (name: OperationName, input: unknown) => Promise<unknown>,
  name: N,
  input: InputFor<N>,
): AsyncGenerator<OutputFor<N>, void, undefined> {
  for (let after: unknown; ; ) {
    const page = (await call(
      name,
      after === undefined ? input : { ...(input as object), after },
    )) as OutputFor<N>;
    yield page;
    after = (page as { readonly next: unknown }).next;
    if (after === null) return;
  }
}
