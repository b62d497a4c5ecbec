/** The conformance suite of the Model Context Protocol, unmodified, against the authorisation server of a tenant. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { publicApp, type Served, serveOAuth } from '../../src/testing/oauth/served.ts';

const program = new URL(
  '../../../../node_modules/@modelcontextprotocol/conformance/dist/index.js',
  import.meta.url,
).pathname;
const names = new URL('./resolve-localhost.ts', import.meta.url).href;

test('the suite for authorisation servers passes with a public client (MCP 2026-07-28)', async () => {
  const served = await serveOAuth();
  try {
    const port = await freePort();
    const client = await publicApp(served, { redirectUris: [`http://127.0.0.1:${port}/callback`] });
    const said = await runSuite(served, client.id, port);
    assert.match(said, /Total: [3-9] passed, 0 failed\n\nexit 0/, said);
  } finally {
    await served.close();
  }
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Where the suite would have a person open a browser, the member of the workspace grants what is asked. */
async function runSuite(served: Served, clientId: string, port: number): Promise<string> {
  const options = [
    '--url',
    served.origin(),
    '--client-id',
    clientId,
    '--resource',
    served.origin(),
    '--port',
    String(port),
  ];
  const child = spawn(process.execPath, [program, 'authorization', ...options], {
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_OPTIONS: `--import=${names} --disable-warning=ExperimentalWarning`,
    },
  });
  let said = '';
  const opened = new Set<string>();
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
    for (const [url] of said.matchAll(/http:\/\/acme\.localhost:\d+\/oauth\/authorize\?\S+/g))
      if (!opened.has(url)) {
        opened.add(url);
        void grant(served, url);
      }
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = (await once(child, 'exit')) as [number];
  return `${said}\nexit ${code}`;
}

async function grant(served: Served, url: string): Promise<void> {
  const sent = await served.fetch(url, { redirect: 'manual' });
  const authorizationId = (sent.headers.get('location') ?? '').split('/').at(-1) ?? '';
  const cookie = sent.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const { continueAt } = await served.act('member', 'authorizations.approve', { authorizationId }, [
    authorizationId,
  ]);
  const back = await served.fetch(`${served.origin()}${continueAt}`, {
    redirect: 'manual',
    headers: { cookie },
  });
  await fetch(back.headers.get('location') ?? '');
}
