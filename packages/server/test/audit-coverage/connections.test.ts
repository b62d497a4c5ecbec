/**
 * What a socket is refused or closed for, before or without an operation: every reason that there is leaves what is
 * declared for it, or nothing, for the reason that is declared.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AuditType,
  type CloseReason,
  closeCodes,
  type OperationName,
  socketRefusals,
} from '@wardroom/contract';
import { openRawClient, type RawClient } from '../../src/testing/realtime-client.ts';
import { Sockets } from './sockets.ts';

let sockets: Sockets;
let ahead = 0;
const limits = { isEmpty: false };
const clients: RawClient[] = [];
/** What is read waits here while it is set. */
let held: Promise<unknown> | null = null;

before(async () => {
  sockets = await Sockets.start({
    clock: { now: () => Date.now() + ahead },
    limiter: {
      take: () => ({
        ...{ allowed: !limits.isEmpty, limit: 10, remaining: 1, resetSeconds: 60 },
        retryAfterSeconds: limits.isEmpty ? 60 : 0,
      }),
    },
    observer: { before: async ({ session }) => void (session.label === 'read' && (await held)) },
    settings: { helloMs: 8_000, frameBurst: 100, framesPerSecond: 100, maxCallsInFlight: 2 },
  });
});
after(async () => {
  for (const client of clients) await client.close();
  await sockets.server.close();
  assert.deepEqual(sockets.server.errors, []);
});

const acme = () => sockets.server.harness.acme;
const globex = () => sockets.server.harness.globex;
const open = (headers: Record<string, string> = {}, host = acme().host): RawClient => {
  const client = openRawClient({ port: sockets.server.port, host, headers });
  clients.push(client);
  return client;
};
const cookie = (secret: string, host = acme().host) => ({
  ...{ cookie: `__Host-wardroom=${secret}`, origin: `http://${host}:${sockets.server.port}` },
});
/** Says this first, whatever comes of it. */
const saying = (frame: unknown, headers: Record<string, string> = {}, host?: string): RawClient => {
  const client = open(headers, host);
  client.socket.once('open', () => client.send(frame));
  return client;
};
const hello = (credential?: string) => ({
  ...{ t: 'hello', protocol: 1, ...(credential === undefined ? {} : { credential }) },
});
const joined = async (who: 'member' | 'member2' | 'guest'): Promise<RawClient> => {
  const client = open(cookie(acme().principals[who].secret));
  await client.hello();
  return client;
};
const run = (operation: OperationName, input: unknown) =>
  sockets.server.harness.succeed(acme(), 'owner', operation, input);
const setStatus = async (status: string) => {
  const { admin, kernel } = sockets.server.harness;
  await admin.query('update directory.tenants set status = $2 where tenant_id = $1', [
    acme().tenant.id,
    status,
  ]);
  kernel.directory.purge(acme().tenant.id);
};

interface Entry {
  readonly type: AuditType;
  readonly outcome: string;
  readonly action: string;
}
/** What of nobody’s call was recorded from here on, in the log of the host. */
const watch = async () => {
  const { admin } = sockets.server.harness;
  const read = async () => {
    const { rows } = await admin.query<Entry>(
      `select type, outcome, action from tenant.audit_outbox
        where tenant_id = $1 and actor_type <> 'system' order by entry_id`,
      [acme().tenant.id],
    );
    return rows;
  };
  const before = (await read()).length;
  return async () => (await read()).slice(before);
};

interface Row {
  readonly what: string;
  /** Makes what is needed; then comes what is refused, until the close or the status of a refused upgrade. */
  readonly arrange?: () => Promise<unknown>;
  readonly refuse: () => RawClient | Promise<RawClient>;
  readonly leaves: readonly AuditType[];
  readonly undo?: () => Promise<unknown>;
  /** Of a refused upgrade. */
  readonly status?: number;
}
const unauthenticated: readonly AuditType[] = ['request.unauthenticated'];

const rows: Readonly<Record<CloseReason, readonly Row[] | { readonly none: string }>> = {
  unauthenticated: [
    { what: 'a key that is none', refuse: () => saying(hello('wrk_garbage')), leaves: unauthenticated },
    { what: 'a token that is none', refuse: () => saying(hello('eyJh.e30.AA')), leaves: unauthenticated },
    { what: 'a cookie of nobody', refuse: () => open(cookie('nobody')), leaves: unauthenticated },
    { what: 'no credential: nobody to hold to account', refuse: () => saying(hello()), leaves: [] },
    {
      what: 'a key of another tenant',
      refuse: () => saying(hello(globex().principals.bot.secret)),
      leaves: ['request.tenant_mismatch'],
    },
    {
      what: 'a session of another tenant',
      refuse: () => open(cookie(globex().principals.owner.secret)),
      leaves: ['request.tenant_mismatch'],
    },
    {
      what: 'a session that has ended by its time',
      arrange: () => expire('guest'),
      refuse: () => saying(hello(), cookie(acme().principals.guest.secret)),
      leaves: unauthenticated,
    },
  ],
  origin_refused: [
    {
      what: 'a page of another tenant',
      refuse: () => open({ ...cookie(acme().principals.member.secret), origin: `http://${globex().host}` }),
      leaves: ['request.origin_refused'],
      status: 403,
    },
  ],
  tenant_suspended: [
    {
      what: 'a suspended tenant',
      arrange: () => setStatus('suspended'),
      refuse: () => open(),
      undo: () => setStatus('active'),
      leaves: ['request.refused'],
    },
  ],
  too_fast: [
    {
      what: 'greetings beyond the limit',
      arrange: async () => {
        limits.isEmpty = true;
      },
      refuse: () => saying(hello(), cookie(acme().principals.member.secret)),
      undo: async () => {
        limits.isEmpty = false;
      },
      leaves: ['request.limited'],
    },
    ...[
      { what: 'keys that are guessed', refuse: () => saying(hello('wrk_garbage')) },
      { what: 'cookies that are guessed', refuse: () => open(cookie('nobody')) },
      { what: 'keys of another tenant', refuse: () => saying(hello(globex().principals.bot.secret)) },
    ].map(
      ({ what, refuse }): Row => ({
        ...{ what: `${what} beyond the limit`, refuse, leaves: ['request.limited'] },
        arrange: async () => {
          limits.isEmpty = true;
        },
        undo: async () => {
          limits.isEmpty = false;
        },
      }),
    ),
    {
      what: 'more frames than there may be',
      refuse: async () => {
        const client = await joined('member');
        for (let sent = 0; sent < 600; sent += 1) client.send({ t: 'beat' });
        return client;
      },
      leaves: ['request.limited'],
    },
  ],
  bad_frame: [
    { what: 'no JSON', refuse: () => saying('{'), leaves: [] },
    {
      what: 'a call of nobody',
      refuse: () => saying({ t: 'call', id: '1', op: 'x', input: {} }),
      leaves: [],
    },
    { what: 'a credential beside a cookie', refuse: () => saying(hello('x'), cookie(member())), leaves: [] },
  ],
  frame_too_large: [{ what: 'a frame too large', refuse: () => saying('x'.repeat(262_145)), leaves: [] }],
  hello_timeout: [{ what: 'silence', refuse: () => open(), leaves: [] }],
  revoked: [
    {
      what: 'a session that is ended',
      refuse: async () => {
        const client = await joined('member2');
        await run('principals.suspend', { principalId: acme().principals.member2.id });
        return client;
      },
      leaves: ['principal.suspended'],
    },
  ],
  heartbeat_timeout: [
    {
      what: 'a client that says nothing for a minute',
      refuse: async () => {
        const client = await joined('member');
        ahead += 61_000;
        return client;
      },
      leaves: [],
    },
  ],
  slow_consumer: { none: 'it ends where it writes, which knows no log (edges/realtime/outbox)' },
  restarting: [
    {
      what: 'the node ends',
      refuse: async () => {
        const client = await joined('member');
        await sockets.server.stop();
        return client;
      },
      undo: () => sockets.server.restart(),
      leaves: [],
    },
  ],
};

const member = () => acme().principals.member.secret;
const expire = (who: 'guest') =>
  sockets.server.harness.admin.query(
    'update tenant.sessions set idle_expires_at = created_at where session_id = $1',
    [acme().principals[who].identity.id],
  );

for (const [name, cases] of Object.entries(rows)) {
  const reason = name as CloseReason;
  const declared = socketRefusals[reason];
  if ('none' in cases) {
    test(`${reason} leaves nothing: ${cases.none}`, () => assert.ok(typeof declared !== 'string'));
    continue;
  }
  for (const { what, arrange, refuse, undo, leaves, status } of cases)
    test(`${reason}: ${what} leaves ${leaves.join(', ') || 'nothing'}`, async () => {
      await arrange?.();
      const recorded = await watch();
      const client = await refuse();
      assert.equal(await client.closed, status ?? closeCodes[reason].code);
      const entries = await recorded();
      assert.deepEqual(
        entries.map(({ type }) => type),
        leaves,
      );
      for (const { type, outcome, action } of entries)
        if (type.startsWith('request.')) assert.deepEqual([outcome, action], ['blocked', 'realtime.connect']);
      await undo?.();
    });
  test(`${reason}: what is declared is seen`, () => {
    const seen = cases.flatMap(({ leaves }) => leaves).filter((type) => type.startsWith('request.'));
    if (typeof declared === 'string') assert.ok(seen.includes(declared));
    else assert.deepEqual(seen, []);
  });
}

test('more than ten tokens with wrong claims from one address are a signal, through sockets as well', async () => {
  const { accessToken } = (await run('tokens.issue', { scopes: ['messages:read'] })) as {
    accessToken: string;
  };
  const recorded = await watch();
  for (let attempt = 0; attempt < 12; attempt += 1)
    await saying(hello(`${accessToken.slice(0, -4)}AAAA`)).closed;
  const types = (await recorded()).map(({ type }) => type);
  assert.deepEqual(
    [...new Set(types)].map((type) => `${type} ${types.filter((one) => one === type).length}`),
    ['request.unauthenticated 12', 'token.claims_probed 1'],
  );
});

const calls: readonly {
  readonly what: string;
  readonly code: string;
  readonly leaves: readonly string[];
  readonly call: (client: RawClient) => Promise<{ readonly ok: boolean; readonly error?: { code: string } }>;
}[] = [
  {
    what: 'an operation that there is not',
    ...{ code: 'unknown_operation', leaves: [] },
    call: (client) => client.call('no.such', {}),
  },
  {
    what: 'signing in, which hands out a cookie',
    ...{ code: 'unknown_operation', leaves: [] },
    call: (client) => client.call('sessions.create', { name: 'x', password: 'y' }),
  },
  {
    what: 'an operation of the platform',
    ...{ code: 'unknown_operation', leaves: [] },
    call: (client) => client.call('tenants.list', {}),
  },
  {
    what: 'an input that is too large',
    ...{ code: 'body_too_large', leaves: [] },
    call: (client) => client.call('channels.list', { x: 'x'.repeat(30_000) }),
  },
  {
    what: 'a third call while two run',
    ...{ code: 'rate_limited', leaves: ['request.limited blocked channels.list'] },
    async call(client) {
      const gate = Promise.withResolvers<void>();
      held = gate.promise;
      const running = [client.call('tenants.show', {}), client.call('tenants.show', {})];
      const third = await client.call('channels.list', {});
      held = null;
      gate.resolve();
      await Promise.all(running);
      return third;
    },
  },
  {
    what: 'a call after the session has ended by its time',
    ...{ code: 'unauthenticated', leaves: ['request.unauthenticated blocked channels.list'] },
    async call(client) {
      await sockets.server.harness.admin.query(
        'update tenant.sessions set idle_expires_at = created_at where session_id = $1',
        [acme().principals.member.identity.id],
      );
      return client.call('channels.list', {});
    },
  },
];

test('frames that are refused before an operation', async (t) => {
  for (const { what, code, leaves, call } of calls)
    await t.test(`${what} leaves ${leaves.join(', ') || 'nothing'}`, async () => {
      const client = await joined('member');
      const recorded = await watch();
      const reply = await call(client);
      assert.equal(reply.ok ? 'ok' : reply.error?.code, code);
      assert.deepEqual(
        (await recorded()).map(({ type, outcome, action }) => `${type} ${outcome} ${action}`),
        leaves,
      );
      await client.close();
    });
});

test('a request that is no socket of this server leaves nothing', async () => {
  const recorded = await watch();
  const { port } = sockets.server;
  const bearer = { authorization: `Bearer ${acme().principals.bot.secret}` };
  for (const [what, client, status] of [
    ['a credential in a header, which the first frame brings', open(bearer), 401],
    ['a host of nobody', open({}, 'nobody.localhost'), 404],
    ['another path', openRawClient({ port, host: acme().host, path: '/v1/realtime?x' }), 404],
  ] as const)
    assert.equal(await client.closed, status, what);
  assert.deepEqual(await recorded(), []);
});
