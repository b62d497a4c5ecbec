/** The real server as a child process on a fresh data directory; it can be killed and started again on its port. */
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '@wardroom/sdk';
import { createCookieFetch } from '../../../cli/src/connection/cookie-fetch.ts';

export interface Deployment {
  /** `http://localhost:41235` */
  readonly address: string;
  readonly setupLink: string;
  /** `http://acme.localhost:41235` */
  origin(slug: string): string;
  /** Calls as somebody would make them from another device; cookies are kept. */
  client(slug: string | null): Client;
  /** A session for a browser. @returns its cookie, `name=value` */
  signIn(slug: string, name: string, password: string): Promise<string>;
  /** No draining, no goodbye: the machine lost its power. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

interface Ready {
  readonly address: string;
  readonly setupLink: string | null;
}
interface Running extends Ready {
  readonly child: ChildProcess;
}

const main = new URL('../../../server/src/main.ts', import.meta.url);

/** @param settings of the server, beside those of every journey */
export async function openDeployment(settings: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-journey-'));
  let server = await launch(directory, 0, settings);
  const { address, setupLink } = server;
  const port = Number(new URL(address).port);
  const closers: (() => void)[] = [];
  assert.ok(setupLink !== null, 'a fresh deployment has a setup link');
  const origin = (slug: string) => address.replace('://', `://${slug}.`);
  return {
    address,
    setupLink,
    origin,
    client: (slug) => clientOf(slug === null ? address : origin(slug), closers),
    signIn: (slug, name, password) => sessionCookie(new URL(origin(slug)), { name, password }),
    kill: () => end(server.child, 'SIGKILL'),
    async restart() {
      server = await launch(directory, port, settings);
      assert.equal(server.address, address);
    },
    async close() {
      for (const close of closers) close();
      await end(server.child, 'SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function launch(
  directory: string,
  port: number,
  settings: Readonly<Record<string, string>>,
): Promise<Running> {
  const child = fork(main, ['serve'], {
    silent: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      PATH: process.env['PATH'] ?? '',
      WARDROOM_DATA_DIRECTORY: directory,
      WARDROOM_PORT: String(port),
      WARDROOM_UNSAFE_DURABILITY_FOR_TESTS: 'true',
      WARDROOM_LOG_LEVEL: 'error',
      ...settings,
    },
  });
  let said = '';
  const hear = (chunk: Buffer) => {
    said += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ready = new Promise<Ready>((resolve) =>
    child.once('message', (message) => resolve(message as Ready)),
  );
  const failed = new Promise<null>((resolve) => child.once('exit', () => resolve(null)));
  const first = await Promise.race([ready, failed]);
  assert.ok(first !== null, `the server ended: ${said}`);
  return { child, ...first };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const insist = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(insist);
}

function clientOf(origin: string, closers: (() => void)[]): Client {
  const network = createCookieFetch(new URL(origin));
  closers.push(network.close);
  return createClient(
    { origin },
    {
      fetch: network.fetch,
      openSocket: () => assert.fail('the other device opens no socket'),
      random: Math.random,
      newClientKey: () => globalThis.crypto.randomUUID(),
      schedule(work, delayMs) {
        const timer = setTimeout(work, delayMs);
        return () => clearTimeout(timer);
      },
    },
  );
}

/** What sessions of people are listed with. */
const browserOfPeople = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

/** Node does not resolve `*.localhost`, so the host goes into the header. */
async function sessionCookie(
  { host, origin, port }: URL,
  input: { readonly name: string; readonly password: string },
): Promise<string> {
  const sent = request({
    host: '127.0.0.1',
    port,
    path: '/v1/sessions.create',
    method: 'POST',
    agent: false,
    headers: { host, origin, 'content-type': 'application/json', 'user-agent': browserOfPeople },
  });
  sent.end(JSON.stringify(input));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  const [cookie] = response.headers['set-cookie'] ?? [];
  assert.ok(cookie !== undefined, `${input.name} was not signed in: ${response.statusCode}`);
  return cookie.slice(0, cookie.indexOf(';'));
}

/** Waits for a condition that nothing announces. */
export async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const deadline = performance.now() + 60_000; !(await condition()); await sleep(30))
    if (performance.now() > deadline) assert.fail(`it did not happen in time: ${what}`);
}
