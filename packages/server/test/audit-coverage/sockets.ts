/** Calls over real sockets of a real server, and everything that they left behind. */
import assert from 'node:assert/strict';
import { type ErrorCode, type OperationName, type Uuid, WardroomError } from '@wardroom/contract';
import type { Call, Identity } from '../../src/kernel/call.ts';
import type { Outcome } from '../../src/kernel/execute.ts';
import { executeSettled } from '../../src/testing/execute-settled.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';
import { openRawClient, type RawClient } from '../../src/testing/realtime-client.ts';
import {
  type RealtimeServer,
  type RealtimeServerOptions,
  startRealtimeServer,
} from '../../src/testing/realtime-server.ts';
import { left } from './calls.ts';
import type { Called } from './rules.ts';

export interface Holder {
  readonly identity: Identity;
  /** Of a session, or a key. */
  readonly secret: string;
}

interface Ran {
  readonly requestId: Uuid;
  readonly answer: Outcome['answer'];
}

/** The call that is on its way. */
interface Hearing {
  isHeard: boolean;
  tell: (ran: Ran) => void;
}

/** The socket was closed before the call was heard: time has passed that it did not outlive. */
class Unheard extends Error {}

export class Sockets {
  readonly server: RealtimeServer;
  readonly #fixture: TenantFixture;
  readonly #hearing: Hearing;
  readonly #open = new Map<string, RawClient>();

  private constructor(server: RealtimeServer, hearing: Hearing) {
    this.server = server;
    this.#fixture = server.harness.acme;
    this.#hearing = hearing;
  }

  static async start(options: RealtimeServerOptions = {}): Promise<Sockets> {
    const hearing: Hearing = { isHeard: false, tell: () => {} };
    const execute = (harness: Harness) => async (call: Call) => {
      const { tell } = Object.assign(hearing, { isHeard: true });
      const outcome = await executeSettled(harness.kernel, call);
      tell({ requestId: call.requestId, answer: outcome.answer });
      return outcome;
    };
    return new Sockets(await startRealtimeServer({ ...options, execute }), hearing);
  }

  /** An open one of this holder. With `isNew` another one than before. */
  async of({ identity, secret }: Holder, { isNew = false } = {}): Promise<RawClient> {
    const known = this.#open.get(secret);
    if (known !== undefined && !isNew && known.socket.readyState === known.socket.OPEN) return known;
    await known?.close();
    const { port } = this.server;
    const { host } = this.#fixture;
    const cookie = { origin: `http://${host}:${port}`, cookie: `__Host-wardroom=${secret}` };
    const isKey = identity.kind === 'key';
    const client = openRawClient({ port, host, headers: isKey ? {} : cookie });
    this.#open.set(secret, client);
    await client.hello(isKey ? { credential: secret } : {});
    return client;
  }

  /** What the call has answered is what the socket was told, unless the call has ended the socket. */
  async called(
    holder: Holder,
    { name, input, isNew = false }: { name: OperationName; input: unknown; isNew?: boolean },
  ): Promise<Called> {
    try {
      return await this.#once(holder, { name, input, isNew });
    } catch (error) {
      if (error instanceof Unheard) return this.#once(holder, { name, input, isNew: true });
      throw error;
    }
  }

  async #once(
    holder: Holder,
    { name, input, isNew }: { name: OperationName; input: unknown; isNew: boolean },
  ): Promise<Called> {
    const client = await this.of(holder, { isNew });
    const { identity } = holder;
    return left(this.server.harness, this.#fixture, { name, identity }, async () => {
      const ran = new Promise<Ran>((resolve) => {
        Object.assign(this.#hearing, { isHeard: false, tell: resolve });
      });
      const told = await client.call(name, input).then(
        (reply) => (reply.ok ? 'ok' : reply.error.code),
        () => 'closed' as const,
      );
      if (!this.#hearing.isHeard && told === 'closed') throw new Unheard(name);
      if (!this.#hearing.isHeard) return { answer: refusedWith(told as ErrorCode) };
      const { requestId, answer } = await ran;
      const said = answer.ok ? 'ok' : answer.error.code;
      assert.ok(told === said || told === 'closed', `${name}: ${said}, and told ${told}`);
      return { requestId, answer };
    });
  }

  /** The sockets; the server stays. */
  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((client) => client.close()));
  }
}

const refusedWith = (code: ErrorCode): Outcome['answer'] => ({ ok: false, error: new WardroomError(code) });
