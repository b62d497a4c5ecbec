/** Twenty people of one tenant with ten sockets each, through the SDK. */
import type { ChannelId, Event, MessageId, OperationName, PrincipalId } from '@wardroom/contract';
import {
  applyEvent,
  type Realtime,
  type Snapshot,
  type State,
  stateFromSnapshot,
  WardroomApiError,
} from '@wardroom/sdk';
import { createNodeClient, type NodeClient } from '@wardroom/sdk/node';
import type { Identity } from '../../src/kernel/call.ts';
import type { TenantFixture } from '../../src/testing/fixtures.ts';
import type { RealtimeServer } from '../../src/testing/realtime-server.ts';

export interface Person {
  readonly handle: string;
  readonly principalId: PrincipalId;
  readonly identity: Identity;
  readonly secret: string;
}

const password = 'a long enough passphrase 7';

export async function createPeople(
  { harness }: RealtimeServer,
  tenant: TenantFixture,
  count: number,
): Promise<Person[]> {
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const handle = `${tenant.tenant.slug}-crowd-${index}`;
    const { principal } = await harness.succeed<{ principal: { id: PrincipalId } }>(
      ...([tenant, 'owner', 'principals.create'] as const),
      { handle, displayName: handle, password },
    );
    const credentials = { name: handle, password };
    const { sessionSecret: secret } = await harness.call(
      tenant,
      { kind: 'none' },
      'sessions.create',
      credentials,
    );
    const identity = secret && (await harness.kernel.directory.identify({ kind: 'session', secret }));
    if (!secret || !identity) throw new Error(`${handle} could not sign in`);
    people.push({ handle, principalId: principal.id, identity, secret });
  }
  return people;
}

export class Device {
  readonly person: Person;
  readonly name: string;
  /** message.sent by channel, as channel_seq in the order of arrival. */
  readonly seen = new Map<ChannelId, number[]>();
  readonly changes = new Map<MessageId, number>();
  /** Round trips of what was answered, ms. */
  readonly tookMs: number[] = [];
  readonly refusals = new Map<string, number>();
  resyncs = 0;
  /** Messages of channels that this person had left, or had been removed from, by then. */
  strays = 0;
  state: State;
  readonly #client: NodeClient;
  readonly #stream: Realtime;

  constructor(
    server: RealtimeServer,
    tenant: TenantFixture,
    who: { person: Person; name: string; snapshot: Snapshot },
  ) {
    this.person = who.person;
    this.name = who.name;
    this.state = stateFromSnapshot(who.snapshot);
    const origin = `http://${tenant.host}:${server.port}`;
    const headers = { origin, cookie: `__Host-wardroom=${who.person.secret}` };
    this.#client = createNodeClient({ origin, headers });
    this.#stream = this.#client.realtime({
      resume: who.snapshot.cursor,
      onEvent: (event) => this.#saw(event),
      onResync: async () => {
        this.resyncs += 1;
        throw new Error('nobody here has to start anew');
      },
    });
  }

  get isLive(): boolean {
    return this.#stream.state.status === 'live';
  }

  /** The output, or the code of the refusal. */
  async call<T>(operation: OperationName, input: object): Promise<T | string> {
    const start = performance.now();
    try {
      const output = await (this.#stream.call as (name: OperationName, input: object) => Promise<T>)(
        operation,
        input,
      );
      this.tookMs.push(performance.now() - start);
      return output;
    } catch (error) {
      if (!(error instanceof WardroomApiError)) throw error;
      this.refusals.set(error.code, (this.refusals.get(error.code) ?? 0) + 1);
      return error.code;
    }
  }

  async close(): Promise<void> {
    this.#stream.close();
    await this.#client.end();
  }

  #saw(event: Event): void {
    this.state = applyEvent(this.state, event);
    if ('message' in event && !this.state.channels[event.message.channelId]) this.strays += 1;
    if (event.type === 'message.sent') {
      const { channelId, channelSeq } = event.message;
      const known = this.seen.get(channelId);
      if (known) known.push(channelSeq);
      else this.seen.set(channelId, [channelSeq]);
    } else if (event.type === 'message.edited' || event.type === 'message.redacted') {
      this.changes.set(event.message.id, (this.changes.get(event.message.id) ?? 0) + 1);
    }
  }
}

export async function openDevices(
  server: RealtimeServer,
  tenant: TenantFixture,
  people: readonly Person[],
  each: number,
): Promise<Device[]> {
  const devices: Device[] = [];
  for (const person of people) {
    const snapshot = await server.harness.succeed<Snapshot>(tenant, person.identity, 'sync.snapshot', {});
    for (let index = 0; index < each; index += 1)
      devices.push(new Device(server, tenant, { person, name: `${person.handle}/${index}`, snapshot }));
  }
  await until(() => devices.every(({ isLive }) => isLive));
  return devices;
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Gives up silently: what does not hold by then is found by the comparison that follows. */
export async function until(holds: () => boolean, patienceMs = 30_000): Promise<void> {
  for (const end = performance.now() + patienceMs; performance.now() < end && !holds(); ) await pause(20);
}
