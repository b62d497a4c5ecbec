/** Two server processes over one PostgreSQL, as a deployment with several nodes has them: one public address, two ports. */
import { type ChildProcess, fork } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../kernel/database/embedded/index.ts';

/** What both nodes are known by. Nobody listens there. */
const publicPort = 18_420;
const password = 'harbour lantern seventeen quiet';
const main = new URL('../main.ts', import.meta.url);

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Node {
  readonly port: number;
  /** Calls `operation` of workspace `acme`, or of the platform. */
  call(
    operation: string,
    input: unknown,
    headers?: Record<string, string>,
    slug?: string | null,
  ): Promise<Answered>;
  /** A form to an endpoint of the authorisation server. */
  post(path: string, form: Record<string, string>, headers?: Record<string, string>): Promise<Answered>;
}

export interface TwoNodes {
  readonly first: Node;
  readonly second: Node;
  /** As Host says it. */
  readonly host: string;
  readonly origin: string;
  /** Headers of the owner’s session. */
  readonly owner: Record<string, string>;
  /** Headers of the operator’s session. */
  readonly operator: Record<string, string>;
  signIn(name: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

const host = `acme.localhost:${publicPort}`;
const platformHost = `localhost:${publicPort}`;

export async function openTwoNodes(settings: Record<string, string> = {}): Promise<TwoNodes> {
  const directory = mkdtempSync(join(tmpdir(), 'wardroom-nodes-'));
  const postgres = await startEmbeddedPostgres({
    directory: join(directory, 'postgres'),
    durability: 'unsafe-for-tests',
    log: () => {},
  });
  const launch = (name: string) => launchNode(join(directory, name), postgres.adminUrl, settings);
  const one = await launch('one');
  const first = nodeAt(one.port);
  const { owner, operator } = await setUp(first, one.setupLink);
  // Nodes of one deployment have the same secrets; each takes its directory for itself.
  mkdirSync(join(directory, 'two'), { mode: 0o700 });
  for (const secret of ['database.sealed', 'root.key'])
    copyFileSync(join(directory, 'one', secret), join(directory, 'two', secret));
  const two = await launch('two');
  return {
    ...{ first, second: nodeAt(two.port), host, origin: `http://${host}`, owner, operator },
    signIn: (name) => sessionOf(first, name, host),
    async close() {
      await Promise.all([end(one.child), end(two.child)]);
      await postgres.stop('immediate');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  readonly port: number;
  readonly setupLink: string | null;
}

async function launchNode(
  directory: string,
  databaseUrl: string,
  settings: Record<string, string>,
): Promise<Launched> {
  const port = await freePort();
  const child = fork(main, ['serve'], {
    silent: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: databaseUrl,
      WARDROOM_DATA_DIRECTORY: directory,
      WARDROOM_PORT: String(port),
      WARDROOM_PUBLIC_PORT: String(publicPort),
      WARDROOM_LOG_LEVEL: 'error',
      ...settings,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  return new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)));
    child.once('message', (message) => {
      const { setupLink } = message as { setupLink: string | null };
      resolve({ child, port, setupLink });
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exited;
  clearTimeout(insist);
}

async function setUp(node: Node, setupLink: string | null) {
  const operator = { name: 'harbour-office', password };
  const owner = { handle: 'owner', displayName: 'Owner', password };
  const secret = new URL(setupLink ?? '').hash.slice(1);
  const tenant = { slug: 'acme', name: 'Acme' };
  const set = await node.call('setup.complete', { secret, operator, tenant, owner }, {}, null);
  if (set.status !== 200) throw new Error(`setup answered ${set.text}`);
  const signedIn = await node.call('operators.signIn', operator, {}, null);
  return {
    owner: await sessionOf(node, 'owner', host),
    operator: headersOf(signedIn, platformHost),
  };
}

async function sessionOf(node: Node, name: string, at: string): Promise<Record<string, string>> {
  return headersOf(await node.call('sessions.create', { name, password }), at);
}

function headersOf({ headers, text }: Answered, at: string): Record<string, string> {
  const cookie = headers['set-cookie']?.[0]?.split(';', 1)[0];
  if (cookie === undefined) throw new Error(`nobody was signed in: ${text}`);
  return { cookie, origin: `http://${at}` };
}

function nodeAt(port: number): Node {
  return {
    port,
    call(operation, input, headers = {}, slug = 'acme') {
      const named = slug === null ? platformHost : host;
      const always = { host: named, origin: `http://${named}`, 'content-type': 'application/json' };
      return send(port, `/v1/${operation}`, { ...always, ...headers }, JSON.stringify(input));
    },
    post(path, form, headers = {}) {
      const always = { host, 'content-type': 'application/x-www-form-urlencoded' };
      return send(port, path, { ...always, ...headers }, new URLSearchParams(form).toString());
    },
  };
}

function send(port: number, path: string, headers: Record<string, string>, body: string): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
