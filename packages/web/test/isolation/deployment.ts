/** The real server as a child process behind the proxy, with two workspaces on two siblings of one domain. */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SiblingProxy, startProxy } from './proxy.ts';

export const domain = 'chat.test';
/** Of everybody here. */
export const password = 'seven violet tractors hum';

export interface Deployment {
  readonly proxy: SiblingProxy;
  readonly acme: string;
  readonly globex: string;
  /** Session secrets of two people of acme: its owner, and the attacker, who is a member there. */
  readonly victim: string;
  readonly mallory: string;
  /** The name of acme, as its owner reads it without a browser. */
  nameOfAcme(): Promise<string>;
  renameAcme(name: string): Promise<void>;
  /** A call of the owner of acme, without a browser. */
  asVictim(operation: string, input: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly output: Record<string, unknown>;
  readonly secret: string;
}
type Ask = (host: string, operation: string, input: object, cookie?: string) => Promise<Answer>;

/** @param settings of the server, beside those of every deployment here */
export async function openDeployment(settings: Readonly<Record<string, string>> = {}): Promise<Deployment> {
  const proxy = await startProxy(`globex.${domain}`);
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-siblings-'));
  const port = await freePort();
  const { child, ended } = launch(directory, port, proxy.port, settings);
  const ready = new Promise<{ address: string; setupLink: string }>((resolve) =>
    child.once('message', resolve as never),
  );
  const first = await Promise.race([ready, ended]);
  if (typeof first === 'string') throw new Error(`the server ended: ${first}`);
  proxy.forwardTo(port);
  const ask = asker(port, proxy.port);
  const secrets = await populate(ask, first.setupLink);
  const asVictim = (operation: string, input: object) =>
    ask('acme', operation, input, `__Host-wardroom=${secrets.victim}`);
  return {
    proxy,
    acme: `https://acme.${domain}:${proxy.port}`,
    globex: `https://globex.${domain}:${proxy.port}`,
    ...secrets,
    asVictim: async (operation, input) => (await asVictim(operation, input)).output,
    async nameOfAcme() {
      const { tenant } = (await asVictim('tenants.show', {})).output as { tenant: { name: string } };
      return tenant.name;
    },
    async renameAcme(name) {
      await asVictim('tenants.update', { name });
    },
    async close() {
      child.kill('SIGTERM');
      await ended;
      await proxy.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The ready message names the public port, which is the proxy's; so the server is told where to listen. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function launch(
  directory: string,
  port: number,
  publicPort: number,
  settings: Readonly<Record<string, string>>,
) {
  const child = fork(new URL('../../../server/src/main.ts', import.meta.url), ['serve'], {
    silent: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      PATH: process.env['PATH'] ?? '',
      WARDROOM_DATA_DIRECTORY: directory,
      WARDROOM_PORT: String(port),
      WARDROOM_BASE_DOMAIN: domain,
      WARDROOM_PUBLIC_SCHEME: 'https',
      WARDROOM_PUBLIC_PORT: String(publicPort),
      WARDROOM_TRUSTED_PROXIES: '127.0.0.1',
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
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(said)));
  return { child, ended };
}

/** Past the proxy, straight to the server, as a page of this host would ask. */
function asker(port: number, publicPort: number): Ask {
  return (slug, operation, input, cookie) => {
    const host = `${slug === '' ? '' : `${slug}.`}${domain}:${publicPort}`;
    const headers = {
      ...{ host, origin: `https://${host}`, 'content-type': 'application/json' },
      ...(cookie === undefined ? {} : { cookie }),
    };
    const options = {
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: `/v1/${operation}`,
      headers,
      agent: false,
    };
    return new Promise((resolve, reject) => {
      const request = httpRequest(options, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        const { statusCode: status = 0 } = response;
        const text = Buffer.concat(chunks).toString();
        if (status !== 200) reject(new Error(`${operation}: ${status} ${text}`));
        const secret = /^[^=]+=([^;]*)/.exec(response.headers['set-cookie']?.[0] ?? '')?.[1] ?? '';
        resolve({ status, output: JSON.parse(text) as Record<string, unknown>, secret });
      });
      request.on('error', reject);
      request.end(JSON.stringify(input));
    });
  };
}

/** Workspaces acme and globex. Mallory is a member of acme and serves the pages of globex. */
async function populate(ask: Ask, setupLink: string): Promise<{ victim: string; mallory: string }> {
  const operator = { name: 'Operator', password };
  const owner = { handle: 'ann', displayName: 'Ann', password };
  const tenant = { slug: 'acme', name: 'Acme' };
  await ask('', 'setup.complete', { secret: setupLink.split('#')[1], operator, tenant, owner });
  const { secret } = await ask('', 'operators.signIn', operator);
  const globex = { slug: 'globex', name: 'Globex', owner: { ...owner, handle: 'mallory' } };
  await ask('', 'directory.createTenant', globex, `__Host-wardroom-operator=${secret}`);
  const { secret: victim } = await ask('acme', 'sessions.create', { name: 'ann', password });
  const mallory = { handle: 'mallory', displayName: 'Mallory', password };
  await ask('acme', 'principals.create', mallory, `__Host-wardroom=${victim}`);
  const { secret: theirs } = await ask('acme', 'sessions.create', { name: 'mallory', password });
  return { victim, mallory: theirs };
}
