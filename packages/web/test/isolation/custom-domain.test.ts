/** A custom domain in a real browser, over TLS (TEN-08): its tenant is at home there, and no other page acts on it. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type NameServer, startNameServer } from '../../../server/src/testing/egress/name-server.ts';
import { type Deployment, openDeployment, password } from './deployment.ts';
import { attackPath } from './proxy.ts';
import { launchArguments } from './scene.ts';

const executable = process.env['WARDROOM_CHROMIUM'] ?? '/usr/bin/chromium';
const skip = existsSync(executable) ? false : `no Chromium at ${executable}`;
const name = 'chat.acme.example';

let names: NameServer;
let deployment: Deployment;
let browser: Browser;
before(async () => {
  if (skip !== false) return;
  names = await startNameServer();
  deployment = await openDeployment({ WARDROOM_EGRESS_RESOLVERS: names.address });
  const [rules = '', ...others] = launchArguments;
  const args = [`${rules}, MAP ${name} 127.0.0.1`, ...others];
  browser = await chromium.launch({ executablePath: executable, args });
});
after(async () => {
  if (skip !== false) return;
  await browser.close();
  await deployment.close();
  await names.close();
});

const home = () => `https://${name}:${deployment.proxy.port}`;

async function lead(): Promise<void> {
  const { domain } = (await deployment.asVictim('domains.add', { name })) as {
    domain: { id: string; recordName: string; recordValue: string };
  };
  names.set(domain.recordName, { txt: [domain.recordValue] });
  await deployment.asVictim('domains.verify', { domainId: domain.id });
}

/** A call as a script of the page would make it. Status, or why the browser let nothing through. */
const call = (page: Page, url: string, input: object): Promise<number | string> =>
  page.evaluate(
    async ([address, body]) => {
      const headers = { 'content-type': 'application/json' };
      const options = { method: 'POST', credentials: 'include', headers, body } as const;
      return fetch(address, options).then(
        ({ status }) => status,
        () => 'refused by the browser',
      );
    },
    [url, JSON.stringify(input)] as const,
  );

/** Whether a socket opens, and what it is told first. */
const socket = (page: Page, url: string): Promise<string> =>
  page.evaluate(
    (address) =>
      new Promise<string>((resolve) => {
        const opened = new WebSocket(address);
        opened.onopen = () => opened.send(JSON.stringify({ t: 'hello', protocol: 1 }));
        opened.onmessage = ({ data }) => resolve(JSON.parse(String(data)).t);
        opened.onerror = () => resolve('refused');
      }),
    url,
  );

test('people are at home at a verified domain, with a cookie of that host alone; pages of others do not act on it', {
  skip,
}, async () => {
  await lead();
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  context.setDefaultTimeout(10_000);
  try {
    const page = await context.newPage();
    const answer = await page.goto(home());
    assert.equal(answer?.status(), 200);
    assert.equal(await answer?.headerValue('strict-transport-security'), 'max-age=63072000');
    const policy = (await answer?.headerValue('content-security-policy')) ?? '';
    assert.match(policy, /connect-src 'self'/);
    assert.equal(await call(page, '/v1/sessions.create', { name: 'ann', password }), 200);
    assert.equal(await call(page, '/v1/sessions.show', {}), 200);
    assert.equal(await socket(page, `wss://${name}:${deployment.proxy.port}/v1/realtime`), 'welcome');
    const cookies = await context.cookies();
    assert.deepEqual(
      cookies.map((cookie) => [cookie.name, cookie.domain, cookie.path, cookie.secure, cookie.sameSite]),
      [['__Host-wardroom', name, '/', true, 'Strict']],
    );
    assert.equal(await call(page, '/v1/tenants.update', { name: 'At home' }), 200);
    assert.equal(await deployment.nameOfAcme(), 'At home');

    const attacker = await context.newPage();
    await attacker.goto(deployment.globex + attackPath);
    deployment.proxy.take();
    assert.equal(
      await call(attacker, `${home()}/v1/tenants.update`, { name: 'forged' }),
      'refused by the browser',
    );
    assert.equal(await socket(attacker, `wss://${name}:${deployment.proxy.port}/v1/realtime`), 'refused');
    const passed = deployment.proxy.take();
    assert.ok(passed.some(({ origin }) => origin === deployment.globex));
    for (const { origin, status } of passed) if (origin === deployment.globex) assert.notEqual(status, 200);
    assert.equal(await deployment.nameOfAcme(), 'At home');

    // The slug is another origin: nobody is signed in there by this, and the policy of the page keeps its scripts away.
    assert.equal(await call(page, `${deployment.acme}/v1/sessions.show`, {}), 'refused by the browser');
    await page.goto(deployment.acme);
    assert.equal(await call(page, '/v1/sessions.show', {}), 401);
  } finally {
    await context.close();
  }
});
