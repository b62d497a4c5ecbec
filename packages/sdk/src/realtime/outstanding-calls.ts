/**
 * Calls over the socket that have no answer yet. What can be repeated survives a reconnect and is sent again, with the
 * same client key; for the rest nobody knows whether it was done, and the caller is told so.
 */
import type { OperationName, ProblemDetails } from '@wardroom/contract';
import { errorOf, outcomeUnknown, WardroomApiError } from '../error.ts';
import { repeatable } from '../operations.ts';
import type { Surroundings } from '../surroundings.ts';

interface Outstanding {
  readonly id: string;
  readonly name: OperationName;
  readonly input: unknown;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: WardroomApiError) => void;
  readonly callOff: () => void;
  sent: boolean;
}

export type Reply =
  | { readonly id: string; readonly ok: true; readonly output: unknown }
  | { readonly id: string; readonly ok: false; readonly error: ProblemDetails };

/** The server answers more at once with `rate_limited`; the rest waits here. */
const maxInFlight = 48;

export class OutstandingCalls {
  readonly #surroundings: Surroundings;
  readonly #timeoutMs: number;
  readonly #calls = new Map<string, Outstanding>();
  #send: ((text: string) => void) | null = null;
  #inFlight = 0;
  #count = 0;

  constructor(surroundings: Surroundings, timeoutMs: number) {
    this.#surroundings = surroundings;
    this.#timeoutMs = timeoutMs;
  }

  get size(): number {
    return this.#calls.size;
  }

  call(name: OperationName, input: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#count += 1;
      const id = `c${this.#count}`;
      const callOff = this.#surroundings.schedule(() => this.#expire(id), this.#timeoutMs);
      this.#calls.set(id, { id, name, input, resolve, reject, callOff, sent: false });
      this.#flush();
    });
  }

  /** The socket is ready: what waits leaves, in its order. */
  connected(send: (text: string) => void): void {
    this.#send = send;
    this.#flush();
  }

  /** The socket is gone. */
  disconnected(): void {
    this.#send = null;
    this.#inFlight = 0;
    for (const call of [...this.#calls.values()]) {
      if (!call.sent) continue;
      call.sent = false;
      if (!repeatable.has(call.name)) this.#settle(call).reject(outcomeUnknown());
    }
  }

  replied(reply: Reply): void {
    const call = this.#calls.get(reply.id);
    if (!call?.sent) return;
    this.#settle(call);
    if (reply.ok) call.resolve(reply.output);
    else call.reject(errorOf(reply.error));
    this.#flush();
  }

  /** No socket will come any more. */
  failAll(error: WardroomApiError): void {
    for (const call of [...this.#calls.values()]) this.#settle(call).reject(error);
  }

  #expire(id: string): void {
    const call = this.#calls.get(id);
    if (!call) return;
    const detail = 'No answer came in time.';
    const code = call.sent && !repeatable.has(call.name) ? 'outcome_unknown' : 'timeout';
    this.#settle(call).reject(new WardroomApiError(code, { status: 0, detail }));
  }

  #settle(call: Outstanding): Outstanding {
    this.#calls.delete(call.id);
    if (call.sent) this.#inFlight -= 1;
    call.callOff();
    return call;
  }

  #flush(): void {
    for (const call of this.#calls.values()) {
      if (!this.#send || this.#inFlight >= maxInFlight) return;
      if (call.sent) continue;
      call.sent = true;
      this.#inFlight += 1;
      this.#send(JSON.stringify({ t: 'call', id: call.id, op: call.name, input: call.input }));
    }
  }
}
