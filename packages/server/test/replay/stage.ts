/** Where the scenarios play: one tenant, people who come and go, and the last message that was sent. */
import type { Message, OperationName, OwnChannel } from '@wardroom/contract';
import { encodeId } from '@wardroom/contract';
import type { Identity } from '../../src/kernel/call.ts';
import { execute } from '../../src/kernel/execute.ts';
import type { TenantFixture, Who } from '../../src/testing/fixtures.ts';
import type { Harness } from '../../src/testing/harness.ts';
import type { RealtimeServer } from '../../src/testing/realtime-server.ts';
import { Following, type Viewer, viewersOf } from './following.ts';

export class Stage {
  readonly server: RealtimeServer;
  readonly tenant: TenantFixture;
  readonly viewers: Map<string, Viewer>;
  readonly followings = new Map<string, Following>();
  password = 'a long enough passphrase 7';
  link = '';
  /** The channel that was archived last. */
  archived = '';
  invitation = { id: '', secret: '' };
  /** The request for access that began in everybody’s browser last. */
  startedHere = '';
  #message: Message | null = null;
  #count = 0;
  #visitorId: string | null = null;

  constructor(server: RealtimeServer, tenant: TenantFixture) {
    this.server = server;
    this.tenant = tenant;
    this.viewers = new Map(viewersOf(tenant).map((viewer) => [viewer.name, viewer]));
  }

  get harness(): Harness {
    return this.server.harness;
  }
  get parts(): Harness['parts'] {
    return this.harness.parts;
  }
  get general() {
    return this.tenant.general;
  }
  get secret() {
    return this.tenant.secret;
  }
  get message(): Message {
    if (!this.#message) throw new Error('nothing has been sent');
    return this.#message;
  }

  idOf(name: string): string {
    return encodeId('principal', this.identityOf(name).principalId);
  }

  identityOf(name: string): Identity {
    const viewer = this.viewers.get(name);
    if (!viewer) throw new Error(`there is no ${name}`);
    return viewer.identity;
  }

  newName(): string {
    this.#count += 1;
    return `replay-${this.#count}`;
  }

  newPerson(): { handle: string; displayName: string } {
    const handle = this.newName();
    return { handle, displayName: `Person ${handle}` };
  }

  nextPassword(): string {
    this.password = `another long passphrase ${this.newName()}`;
    return this.password;
  }

  words(body: string): { body: string; clientKey: string } {
    return { body, clientKey: `replay-key-${this.newName()}` };
  }

  conversation(name: string): object {
    const mark = this.newName();
    const sentAt = this.parts.clock.now() - 86_400_000;
    const author = { handle: `past-${mark}`, displayName: 'Somebody of the past' };
    const common = { author, sentAt, body: 'long ago' };
    const root = { ...common, externalId: `${mark}-1`, threadRootExternalId: null };
    const reply = { ...common, externalId: `${mark}-2`, threadRootExternalId: root.externalId };
    return { channel: { name }, messages: [root, reply] };
  }

  run(by: string, operation: OperationName, input: unknown) {
    const who = by === 'nobody' ? { kind: 'none' as const } : this.identityOf(by);
    return execute(this.harness.kernel, {
      ...{ requestId: this.parts.ids.next(), edge: 'http', host: this.tenant.host, operation, input },
      ...{ credential: who as Identity, address: '127.0.0.1', device: 'test' },
      startedHere: [this.startedHere],
    });
  }

  /** A channel of the owner's that these people are in, with something said in it, archived. */
  async archivedChannel(kind: 'public' | 'private', members: readonly string[]): Promise<void> {
    const made = await this.run('owner', 'channels.create', { name: this.newName(), kind });
    if (!made.answer.ok) throw made.answer.error;
    const { id: channelId } = (made.answer.output as { channel: OwnChannel }).channel;
    for (const name of members)
      await this.run('owner', 'channels.addMember', { channelId, principalId: this.idOf(name) });
    await this.sent('owner', { channelId, body: 'the last word' });
    await this.run('owner', 'channels.archive', { channelId });
    this.archived = channelId;
  }

  async sent(by: string, input: object): Promise<void> {
    const full = { ...this.words('some words'), ...input };
    const { answer } = await this.run(by, 'messages.send', full);
    if (!answer.ok) throw answer.error;
    this.#message = (answer.output as { message: Message }).message;
  }

  /** Somebody with a password, signed in anew under this name; on several devices at once when called twice. */
  async visitor(name = 'visitor'): Promise<void> {
    if (this.#visitorId === null) {
      const { principal } = await this.harness.succeed<{ principal: { id: string } }>(
        this.tenant,
        'owner',
        'principals.create',
        { handle: 'visitor', displayName: 'Visitor', password: this.password },
      );
      this.#visitorId = principal.id;
    }
    await this.harness.call(this.tenant, 'owner', 'principals.reactivate', { principalId: this.#visitorId });
    const credentials = { name: 'visitor', password: this.password };
    const { answer, sessionSecret } = await this.run('nobody', 'sessions.create', credentials);
    if (!answer.ok || sessionSecret === undefined) throw new Error('the visitor could not sign in');
    await this.#appear(name, { kind: 'session', secret: sessionSecret });
  }

  /** A link of the owner with which somebody can join. */
  async invited(more: object = {}): Promise<void> {
    const { invitation, secret } = await this.harness.succeed<{ invitation: { id: string }; secret: string }>(
      this.tenant,
      'owner',
      'invitations.create',
      more,
    );
    this.invitation = { id: invitation.id, secret };
  }

  /** Another key of the bot, used by somebody. */
  async botKey(): Promise<void> {
    const scopes = ['messages:read', 'channels:read', 'workspace:read'];
    const { secret } = await this.harness.succeed<{ secret: string }>(
      this.tenant,
      'owner',
      'credentials.issue',
      {
        ...{ principalId: this.idOf('bot'), description: 'spare', scopes },
      },
    );
    await this.#appear('spareBot', { kind: 'key', secret });
  }

  async #appear(name: string, credential: { kind: 'session' | 'key'; secret: string }): Promise<void> {
    const identity = await this.harness.kernel.directory.identify(credential);
    if (!identity) throw new Error(`${name} has no identity`);
    await this.followings.get(name)?.close();
    this.followings.delete(name);
    this.viewers.set(name, { name, identity, secret: credential.secret });
  }

  /** Everybody who may look looks. */
  async follow(): Promise<void> {
    for (const [name, viewer] of this.viewers) {
      const known = this.followings.get(name);
      if (known && !known.isClosed) continue;
      await known?.close();
      this.followings.delete(name);
      const { answer } = await this.harness.call(this.tenant, viewer.identity, 'sync.snapshot', {});
      if (answer.ok) this.followings.set(name, await Following.open(this.server, this.tenant, viewer));
    }
  }

  async requireFresh(after: string): Promise<void> {
    await Promise.all([...this.followings.values()].map((following) => following.requireFresh(after)));
  }

  async close(): Promise<void> {
    await Promise.all([...this.followings.values()].map((following) => following.close()));
  }
}

export type { Who };
