/** People let apps and devices in, see them, and take it back: with the real authorisation server. */
import assert from 'node:assert/strict';
import { hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after } from 'node:test';
import type { Page } from 'playwright-core';
import { enter, fillSignIn } from './acts.ts';
import { addChannel, foundCompanies, ownerOf, passwordOf } from './companies.ts';
import { until } from './deployment.ts';
import { type Journey, journeys } from './journey.ts';
import { pictureInBoth } from './pictures.ts';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
let clientId = '';
let callback = '';

/** The app itself, on this computer: what a redirect leads to is asked of the network. */
const app = createServer((_asked, answer) => {
  answer.setHeader('content-type', 'text/html');
  answer.end('<!doctype html><html lang="en"><title>Planner</title><link rel="icon" href="data:,"><p>Back');
});
after(() => app.close());

const journey = journeys(async (deployment) => {
  await foundCompanies(deployment, { acme: ['tom', 'lena'] });
  const owner = await ownerOf(deployment, 'acme');
  await addChannel(owner, { name: 'general', handles: ['tom', 'lena'] });
  await new Promise<void>((listening) => app.listen(0, '127.0.0.1', listening));
  callback = `http://127.0.0.1:${(app.address() as AddressInfo).port}/done`;
  const { client } = await owner.call('clients.create', {
    name: 'Berth Planner',
    authentication: 'none',
    grantTypes: ['authorization_code', 'refresh_token', deviceGrant],
    redirectUris: [callback],
    scopes: ['messages:read', 'channels:read', 'people:read'],
  });
  clientId = client.id;
});

interface Answer {
  readonly status: number | undefined;
  readonly body: Readonly<Record<string, string>>;
}

/** What a program outside of any browser sends, and what it is answered. */
async function send(
  { deployment }: Journey,
  path: string,
  sent: { readonly form?: Record<string, string>; readonly token?: string },
): Promise<Answer> {
  const { host, port } = new URL(deployment.origin('acme'));
  const asking = request({
    ...{ host: '127.0.0.1', port, path, method: sent.form === undefined ? 'GET' : 'POST' },
    headers: {
      host,
      ...(sent.form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(sent.token === undefined ? {} : { authorization: `Bearer ${sent.token}` }),
    },
  });
  asking.end(sent.form === undefined ? undefined : new URLSearchParams(sent.form).toString());
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  const body = await text(answer);
  return { status: answer.statusCode, body: JSON.parse(body === '' ? '{}' : body) };
}

const statusWith = async (stage: Journey, token: string, operation: string): Promise<number | undefined> =>
  (await send(stage, `/v1/${operation}`, { token })).status;

const verifier = randomBytes(32).toString('base64url');
const state = 'berth-17';

/** Where the app sends the browser. */
const authorizeAt = ({ deployment }: Journey, more: Readonly<Record<string, string>> = {}): string =>
  `${deployment.origin('acme')}/oauth/authorize?${new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: callback, response_type: 'code', state },
    scope: 'messages:read channels:read people:read offline_access',
    code_challenge: hash('sha256', verifier, 'base64url'),
    code_challenge_method: 'S256',
    ...more,
  })}`;

async function comeBack(page: Page): Promise<URLSearchParams> {
  await page.waitForURL(`${callback}**`);
  return new URL(page.url()).searchParams;
}

journey(
  'an app is let in with less than it asked for, does what it may, and is removed: it stops at once',
  async (stage) => {
    const { page } = await stage.open();
    // OpenID Connect Core section 11: what lasts is always asked for.
    await page.goto(authorizeAt(stage, { prompt: 'consent' }));
    // Nobody is known here yet: first the sign-in, then what was asked.
    await fillSignIn(page, 'tom', passwordOf('acme', 'tom'));
    await page.getByRole('heading', { name: 'Berth Planner asks for access' }).waitFor();
    await page.getByText(new URL(callback).hostname, { exact: false }).waitFor();
    await page.getByText('Until you revoke it', { exact: false }).waitFor();
    await pictureInBoth(page, 'consent');
    await page.getByRole('checkbox', { name: /^See people/ }).uncheck();
    await page.getByRole('button', { name: 'Allow' }).click();
    const back = await comeBack(page);
    assert.equal(back.get('state'), state);
    const form = { grant_type: 'authorization_code', code: back.get('code') ?? '', redirect_uri: callback };
    const { status, body } = await send(stage, '/oauth/token', {
      form: { ...form, client_id: clientId, code_verifier: verifier },
    });
    assert.equal(status, 200, JSON.stringify(body));
    const token = body['access_token'] ?? '';
    assert.equal(await statusWith(stage, token, 'channels.list'), 200);
    assert.equal(await statusWith(stage, token, 'principals.list'), 403, 'what was taken away');

    await page.goto(`${stage.deployment.origin('acme')}/you/apps`);
    const list = page.getByRole('region', { name: 'Apps and devices' });
    await list.getByText('Read channels and messages').waitFor();
    assert.equal(await list.getByText('See people').count(), 0);
    await pictureInBoth(page, 'my-apps');
    await list.getByRole('button', { name: 'Revoke Berth Planner' }).click();
    const dialog = page.getByRole('dialog', { name: 'Revoke the access of Berth Planner?' });
    await dialog.getByRole('button', { name: 'Revoke', exact: true }).click();
    await page.getByText('No app or device has access.').waitFor();
    await until(
      async () => (await statusWith(stage, token, 'channels.list')) === 401,
      'its token is refused',
    );
  },
);

journey('an app that is refused learns that, and nothing is granted', async (stage) => {
  const { page } = await enter(stage, 'acme', 'lena');
  await page.goto(authorizeAt(stage));
  await page.getByText('Until you revoke it').waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  const back = await comeBack(page);
  assert.deepEqual([back.get('error'), back.get('code'), back.get('state')], ['access_denied', null, state]);
  await page.goto(`${stage.deployment.origin('acme')}/you/apps`);
  await page.getByText('No app or device has access.').waitFor();
});

journey('a request that began in another browser is over here, and says no more', async (stage) => {
  const [tom, lena] = await Promise.all([enter(stage, 'acme', 'tom'), enter(stage, 'acme', 'lena')]);
  await tom.page.goto(authorizeAt(stage));
  await tom.page.getByRole('heading', { name: 'Berth Planner asks for access' }).waitFor();
  lena.watch.expectRefusal('/v1/authorizations.show', 404);
  await lena.page.goto(tom.page.url());
  await lena.page.getByRole('heading', { name: 'This request has expired' }).waitFor();
  assert.equal(await lena.page.getByText('Berth Planner').count(), 0);
});

journey('a device is connected by its code, which the link fills in and never sends', async (stage) => {
  const { page, watch } = await enter(stage, 'acme', 'tom');
  const { body } = await send(stage, '/oauth/device_authorization', {
    form: { client_id: clientId, scope: 'channels:read offline_access' },
  });
  const poll = () =>
    send(stage, '/oauth/token', {
      form: { grant_type: deviceGrant, device_code: body['device_code'] ?? '', client_id: clientId },
    });
  assert.equal((await poll()).body['error'], 'authorization_pending');

  watch.expectRefusal('/v1/devices.show', 404);
  const origin = stage.deployment.origin('acme');
  await page.goto(`${origin}/device`);
  await page.getByLabel('Code').fill('bcdf ghjk');
  assert.equal(await page.getByLabel('Code').inputValue(), 'BCDF-GHJK');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('No device is waiting for this code', { exact: false }).waitFor();

  await page.goto(`${origin}/device?user_code=${body['user_code'] ?? ''}`);
  await page.getByLabel('Code').waitFor();
  assert.equal(await page.getByText('Berth Planner').count(), 0, 'nothing was asked yet');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Continue only if you started this yourself, on a device in front of you.').waitFor();
  await pictureInBoth(page, 'device');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.getByRole('heading', { name: 'The device is connected' }).waitFor();

  // RFC 8628 section 3.5: who asks again too early is told to slow down.
  let token = '';
  await until(async () => {
    token = (await poll()).body['access_token'] ?? '';
    return token !== '';
  }, 'the device gets its token');
  assert.equal(await statusWith(stage, token, 'channels.list'), 200);
  await page.goto(`${origin}/you/apps`);
  await page.getByText('device', { exact: true }).waitFor();
});
