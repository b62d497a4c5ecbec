/** What administrators do about apps, services and tokens: with real clients outside of any browser. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Locator, Page } from 'playwright-core';
import { enter } from './acts.ts';
import { addChannel, foundCompanies, idOf, ownerOf } from './companies.ts';
import { until } from './deployment.ts';
import { type Journey, journeys } from './journey.ts';
import { pictureInBoth } from './pictures.ts';

let general = '';

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom'] });
  const owner = await ownerOf(deployment, 'acme');
  await owner.call('principals.createBot', { handle: 'herald', displayName: 'Herald' });
  general = await addChannel(owner, { name: 'general', handles: ['tom', 'herald'] });
});

interface Answer {
  readonly status: number | undefined;
  readonly body: Readonly<Record<string, string>>;
}

/** What a program outside of any browser sends, and what it is answered. */
async function send(
  { deployment }: Journey,
  path: string,
  { body, headers = {} }: { readonly body?: string; readonly headers?: Record<string, string> },
): Promise<Answer> {
  const { host, port } = new URL(deployment.origin('acme'));
  const method = body === undefined ? 'GET' : 'POST';
  const asking = request({ ...{ host: '127.0.0.1', port, path, method }, headers: { host, ...headers } });
  asking.end(body);
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const said = await text(answer);
  return { status: answer.statusCode, body: JSON.parse(said === '' ? '{}' : said) };
}

const tokenWith = (stage: Journey, clientId: string, secret: string): Promise<Answer> =>
  send(stage, '/oauth/token', {
    body: 'grant_type=client_credentials',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`,
    },
  });
const statusWith = async (stage: Journey, token: string): Promise<number | undefined> =>
  (await send(stage, '/v1/channels.list', { headers: { authorization: `Bearer ${token}` } })).status;

async function openConsole(stage: Journey, screen: string): Promise<Page> {
  const { page } = await enter(stage, 'acme', 'priya');
  await page.goto(`${stage.deployment.origin('acme')}/console/${screen}`);
  await page.getByRole('navigation', { name: 'Console' }).waitFor();
  return page;
}

const row = (page: Page, name: string): Locator =>
  page.getByRole('table').getByRole('row').filter({ hasText: name });
const drawer = (page: Page): Locator => page.getByRole('complementary');

/** The secret that is shown, before its dialog closes for good. */
async function takeSecret(page: Page): Promise<string> {
  const dialog = page.getByRole('dialog');
  const secret = await dialog.getByRole('textbox', { name: 'The secret' }).inputValue();
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  return secret;
}

/** Presses what asks, and what says so in the dialog. */
async function confirmed(page: Page, ask: string, action: string): Promise<void> {
  await drawer(page).getByRole('button', { name: ask }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: action, exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

journey(
  'a service is registered, its tokens are traced, its secret is replaced and it is withdrawn: each counts at once',
  async (stage) => {
    const page = await openConsole(stage, 'clients');
    await page.getByRole('button', { name: 'Register an app' }).click();
    const form = page.getByRole('dialog', { name: 'Register an app or service' });
    await form.getByRole('radio', { name: /^Service/ }).check();
    await form.getByLabel('Name', { exact: true }).fill('Night Report');
    await form.getByLabel('Acts as', { exact: true }).selectOption({ label: 'Herald (@herald)' });
    await form.getByRole('checkbox', { name: /^Send, edit and remove messages/ }).check();
    await form.getByRole('button', { name: 'Register an app' }).click();
    const secret = await takeSecret(page);
    await row(page, 'Night Report').waitFor();
    const clientId = page.url().split('/').at(-1) ?? '';
    assert.match(clientId, /^cli_/, 'what was registered is open');
    const issued = await tokenWith(stage, clientId, secret);
    assert.equal(issued.status, 200, JSON.stringify(issued.body));
    const token = issued.body['access_token'] ?? '';
    assert.equal(await statusWith(stage, token), 200);
    const said = await send(stage, '/v1/messages.send', {
      body: JSON.stringify({ channelId: general, body: 'Nothing moved', clientKey: 'night-report-1' }),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    });
    assert.equal(said.status, 200, JSON.stringify(said.body));

    await page.getByRole('link', { name: 'Tokens', exact: true }).click();
    await row(page, 'an app or service').getByRole('link').click();
    await drawer(page).getByRole('button', { name: 'Show activity' }).click();
    const trail = drawer(page).getByRole('region', { name: 'Activity' });
    await trail.getByRole('link', { name: 'message.sent' }).waitFor();
    await pictureInBoth(page, 'token-trace');
    // From what was done back to the token that did it.
    await trail.getByRole('link', { name: 'message.sent' }).click();
    await drawer(page).getByRole('link', { name: 'Show the activity of a token' }).click();
    await trail.getByRole('link', { name: 'message.sent' }).waitFor();

    await page.getByRole('link', { name: 'Registered apps' }).click();
    await row(page, 'Night Report').getByRole('link').click();
    await drawer(page).getByRole('button', { name: 'Rotate and revoke now…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate and revoke' }).click();
    const next = await takeSecret(page);
    assert.equal((await tokenWith(stage, clientId, secret)).status, 401, 'the old secret');
    const renewed = await tokenWith(stage, clientId, next);
    assert.equal(renewed.status, 200, JSON.stringify(renewed.body));

    await confirmed(page, 'Revoke…', 'Revoke');
    await row(page, 'Night Report').getByText('revoked').waitFor();
    assert.equal((await tokenWith(stage, clientId, next)).status, 401);
    await until(
      async () => (await statusWith(stage, renewed.body['access_token'] ?? '')) === 401,
      'its token is refused',
    );
  },
);

journey('a program that registers itself waits until somebody approves it', async (stage) => {
  const registered = await send(stage, '/oauth/register', {
    body: JSON.stringify({
      client_name: 'Tide Table',
      redirect_uris: ['https://tides.example/done'],
      token_endpoint_auth_method: 'none',
    }),
    headers: { 'content-type': 'application/json' },
  });
  assert.equal(registered.status, 201, JSON.stringify(registered.body));
  const page = await openConsole(stage, 'clients?status=waiting');
  await row(page, 'Tide Table').getByRole('link').click();
  await drawer(page).getByText('by itself', { exact: true }).waitFor();
  await drawer(page).getByText('tides.example', { exact: true }).waitFor();
  await pictureInBoth(page, 'client-waiting');
  await drawer(page).getByRole('button', { name: 'Approve…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve Tide Table?' });
  await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await row(page, 'Tide Table').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await row(page, 'Tide Table').getByText('active').waitFor();
});

journey('who may register themselves is decided under Settings, and holds from then on', async (stage) => {
  const page = await openConsole(stage, 'settings');
  const section = page.getByRole('region', { name: 'Keys and apps' });
  await section.getByLabel('Apps that register themselves').selectOption({ label: 'are rejected' });
  await section.getByLabel('After a rotation, the old key works for').selectOption({ label: '14 days' });
  await section.getByRole('button', { name: 'Save' }).click();
  await section.getByRole('button', { name: 'Save', disabled: true }).waitFor();
  const refused = await send(stage, '/oauth/register', {
    body: JSON.stringify({ client_name: 'Late', redirect_uris: ['https://late.example/done'] }),
    headers: { 'content-type': 'application/json' },
  });
  assert.ok(refused.status === 403 || refused.status === 400, String(refused.status));
  await page.reload();
  assert.equal(
    await section
      .getByLabel('Apps that register themselves')
      .evaluate((field) => (field as HTMLSelectElement).value),
    'off',
  );
  await section.getByLabel('Keys and secrets expire').selectOption({ label: 'after at most 30 days' });
  await section.getByRole('button', { name: 'Save' }).click();
  await section.getByRole('button', { name: 'Save', disabled: true }).waitFor();
  await page.goto(`${stage.deployment.origin('acme')}/console/keys`);
  await page.getByRole('button', { name: 'Issue a key' }).click();
  const days = page.getByRole('dialog').getByLabel('Days until it expires (at most 30)');
  assert.equal(await days.inputValue(), '30');
});

journey('a session of somebody else is ended from the console: their page closes at once', async (stage) => {
  const { page: theirs } = await enter(stage, 'acme', 'tom');
  const page = await openConsole(stage, 'sessions');
  await row(page, 'This device').waitFor();
  await page.getByLabel('Person').selectOption({ label: 'Tom Adeyemi (@tom)' });
  await row(page, 'This device').waitFor({ state: 'detached' });
  await row(page, 'Tom Adeyemi').first().getByRole('link').click();
  await drawer(page).getByText('127.0.0.1').waitFor();
  await confirmed(page, 'Sign out…', 'Sign out');
  await theirs.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.goto(`${stage.deployment.origin('acme')}/console/audit?type=session.listed`);
  await row(page, 'session.listed').first().waitFor();
});

journey(
  'in an emergency a class of keys ends at once, after a look at what it hits, and successors are shown once',
  async (stage) => {
    const owner = await ownerOf(stage.deployment, 'acme');
    const { secret } = await owner.call('credentials.issue', {
      principalId: await idOf(owner, 'herald'),
      description: 'Morning report',
      scopes: ['channels:read'],
    });
    assert.equal(await statusWith(stage, secret), 200);
    const page = await openConsole(stage, 'emergency');
    await page.getByRole('checkbox', { name: 'Tokens' }).uncheck();
    await page.getByRole('button', { name: 'Show what is affected' }).click();
    const hits = page.getByRole('region', { name: '1 credential would be revoked' });
    await hits.getByText('Keys: 1').waitFor();
    assert.equal(await statusWith(stage, secret), 200, 'looking ends nothing');
    await hits.getByLabel('Reason').fill('A key was found in a public repository');
    await hits.getByRole('checkbox', { name: /^Issue a new key for each/ }).check();
    await hits.getByRole('button', { name: 'Revoke…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke 1 credential?' });
    assert.ok(await dialog.getByRole('button', { name: 'Revoke now' }).isDisabled());
    await dialog.getByLabel('Type revoke to confirm').fill('revoke');
    await dialog.getByRole('button', { name: 'Revoke now' }).click();
    await page.getByRole('heading', { name: '1 credential was revoked' }).waitFor();
    const next = await page.getByRole('textbox', { name: 'New key of Herald' }).inputValue();
    await pictureInBoth(page, 'emergency-result');
    await until(async () => (await statusWith(stage, secret)) === 401, 'the old key is refused');
    assert.equal(await statusWith(stage, next), 200);
    assert.ok(await page.getByRole('button', { name: 'Done' }).isDisabled(), 'not before it is stored');
    await page.getByRole('checkbox', { name: 'I have stored it' }).check();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Show what is affected' }).waitFor();
  },
);
