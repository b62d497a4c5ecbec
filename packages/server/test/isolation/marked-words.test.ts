import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { execute } from '../../src/kernel/execute.ts';
import { createHarness, type Harness } from '../../src/testing/harness.ts';
import { findMarkedWords, walNow } from './marked-words.ts';

/** One word for each place where people write, in a spelling that nothing else has. */
const word = (place: string) => `zyqfjord${place}wexlumb`;
const words = {
  handle: word('handle'),
  displayName: word('display'),
  email: word('email'),
  password: word('password'),
  channel: word('channel'),
  topic: word('topic'),
  body: word('body'),
  edited: word('edited'),
  reply: word('reply'),
  redacted: word('redacted'),
  tenant: word('tenant'),
  key: word('key'),
  client: word('client'),
  redirect: word('redirect'),
  device: word('device'),
  importedChannel: word('imported'),
  importedAuthor: word('author'),
  importedBody: word('importbody'),
  renamed: word('renamed'),
  address: '2001:db8:77:88:99::1234',
};

let harness: Harness;
let sinceWal: string;

before(async () => {
  harness = await createHarness();
  sinceWal = await walNow(harness.admin);
});
after(() => harness.close());

interface Made {
  readonly channel: { readonly id: string };
  readonly message: { readonly id: string };
  readonly principal: { readonly id: string };
}

test('nothing that people write is readable in tables, data files or the write-ahead log', async () => {
  const { acme } = harness;
  const as = (operation: Parameters<Harness['succeed']>[2], input: unknown) =>
    harness.succeed<Made>(acme, 'owner', operation, input);
  await as('principals.create', {
    handle: words.handle,
    displayName: words.displayName,
    emailAddress: `${words.email}@example.com`,
    password: words.password,
  });
  const { channel } = await as('channels.create', {
    name: words.channel,
    topic: words.topic,
    kind: 'public',
  });
  const send = (body: string, more = {}) =>
    as('messages.send', {
      channelId: channel.id,
      body,
      clientKey: `client-key-${harness.parts.ids.next()}`,
      ...more,
    });
  const { message } = await send(words.body);
  await send(words.reply, { threadRootId: message.id });
  await as('messages.edit', { messageId: message.id, body: words.edited });
  const redacted = await send(words.redacted);
  await as('messages.redact', { messageId: redacted.message.id });
  await as('channels.update', { channelId: channel.id, name: words.renamed });
  await as('tenants.update', { name: words.tenant });
  await as('credentials.issue', {
    principalId: acme.principals.bot.id,
    description: words.key,
    scopes: ['messages:read'],
  });
  await as('clients.create', {
    ...{ name: words.client, authentication: 'none', grantTypes: ['authorization_code'] },
    ...{ redirectUris: [`https://${words.redirect}.example/back`], scopes: ['messages:read'] },
  });
  await as('imports.append', {
    channel: { name: words.importedChannel },
    messages: [
      {
        externalId: '1',
        author: { handle: 'somebody', displayName: words.importedAuthor },
        body: words.importedBody,
        sentAt: 1_000_000,
        threadRootExternalId: null,
      },
    ],
  });
  const signIn = await execute(harness.kernel, {
    requestId: harness.parts.ids.next(),
    edge: 'http',
    host: acme.host,
    operation: 'sessions.create',
    input: { name: words.handle, password: words.password },
    credential: { kind: 'none' },
    address: words.address,
    device: words.device,
  });
  assert.ok(signIn.answer.ok);
  assert.deepEqual(harness.bugs, []);

  const findings = await findMarkedWords({ admin: harness.admin, sinceWal }, Object.values(words));
  assert.deepEqual(findings, []);
});

test('a word in plain text is found in the table, in its file and in the log', async () => {
  const planted = word('planted');
  await harness.admin.query('create table public.planted (word text)');
  await harness.admin.query('insert into public.planted values ($1)', [planted]);
  const findings = await findMarkedWords({ admin: harness.admin, sinceWal }, [planted]);
  assert.deepEqual([...new Set(findings.map(({ place }) => place))].sort(), [
    'copy planted',
    'data file',
    'write-ahead log',
  ]);
});

test('a word inside bytes or base64 is found in the table', async () => {
  const [bytes, base64] = [word('bytes'), word('base')];
  await harness.admin.query('create table public.disguised (one bytea, two text)');
  await harness.admin.query('insert into public.disguised values ($1, $2)', [
    Buffer.from(`xx${bytes}xx`),
    Buffer.from(`xx${base64}xx`).toString('base64'),
  ]);
  const findings = await findMarkedWords({ admin: harness.admin, sinceWal }, [bytes, base64]);
  const copied = findings.filter(({ place }) => place === 'copy disguised').map((finding) => finding.word);
  assert.deepEqual(copied.sort(), [base64, bytes].sort());
});
