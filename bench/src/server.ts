/** The real server as a child process on a fresh data directory, set up through its own setup link. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createNodeClient, type NodeClient } from '@wardroom/sdk/node';
import { fewAtOnce } from './few-at-once.ts';

const entry = fileURLToPath(new URL('../../packages/server/src/main.ts', import.meta.url));
/** Limits are lifted for benchmarks, and printed by them. */
export const liftedLimit = 100_000_000;

export interface BenchServer {
  readonly directory: string;
  readonly origin: string;
  readonly port: number;
  readonly setupLink: string | null;
  readonly pid: number;
  /** The owner of workspace `bench`, once it is set up. */
  signIn(): Promise<NodeClient>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

interface ReadyMessage {
  readonly address: string;
  readonly setupLink: string | null;
}

export const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'wardroom-bench-'));
export const removeDirectory = (directory: string): void =>
  rmSync(directory, { recursive: true, force: true });

/** @param preload Files that are loaded before the server, see `parts/replace-source`. */
export async function startServer(
  directory: string,
  port: number,
  preload: readonly string[] = [],
): Promise<BenchServer> {
  const limits = ['GLOBAL', 'TENANT', 'PRINCIPAL', 'ADDRESS', 'OPERATION'].map((name) => [
    `WARDROOM_LIMIT_${name}`,
    String(liftedLimit),
  ]);
  // A profile of the server's thread, written when it stops in order: for chrome://inspect and scripts.
  const profile = process.env['WARDROOM_BENCH_PROFILE'];
  const options = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const before = preload.flatMap((file) => ['--import', file]);
  const flags = ['--disable-warning=ExperimentalWarning', ...options, ...before];
  const child = spawn(process.execPath, [...flags, entry, 'serve'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      WARDROOM_DATA_DIRECTORY: directory,
      WARDROOM_PORT: String(port),
      WARDROOM_LOG_LEVEL: 'error',
      ...Object.fromEntries(limits),
    },
  });
  const ready = await readyMessage(child);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  };
  return {
    directory,
    origin: ready.address,
    port,
    setupLink: ready.setupLink,
    pid: child.pid ?? 0,
    signIn: () => signIn(port, 'bench'),
    stop,
  };
}

function readyMessage(child: ChildProcess): Promise<ReadyMessage> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => resolve(message as unknown as ReadyMessage));
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
  });
}

const password = 'harbour lantern seventeen quiet';

/** Sets the deployment up and returns a client signed in as owner of workspace `bench`. */
export async function setUp({ setupLink, port }: BenchServer): Promise<NodeClient> {
  const secret = setupLink?.split('#')[1];
  if (secret === undefined) throw new Error('the server is set up already');
  await post(port, 'localhost', 'setup.complete', {
    secret,
    operator: { name: 'bench operator', password },
    tenant: { slug: 'bench', name: 'Bench' },
    owner: { handle: 'owner', displayName: 'Owner', password },
  });
  return signIn(port, 'bench');
}

/** A session of a workspace's owner, as `name=value`. */
export async function ownerCookie(port: number, slug: string): Promise<string> {
  return cookieOf(await post(port, `${slug}.localhost`, 'sessions.create', { name: 'owner', password }));
}

/** The owner of a workspace. */
export async function signIn(port: number, slug: string): Promise<NodeClient> {
  const origin = `http://${slug}.localhost:${port}`;
  return createNodeClient({ origin, headers: { cookie: await ownerCookie(port, slug), origin } });
}

const cookieOf = (headers: IncomingHttpHeaders): string => headers['set-cookie']?.[0]?.split(';')[0] ?? '';

/** Makes workspaces as the operator does, each with an owner of the same password. */
export async function createTenants(port: number, slugs: readonly string[]): Promise<void> {
  const headers = await post(port, 'localhost', 'operators.signIn', { name: 'bench operator', password });
  const owner = { handle: 'owner', displayName: 'Owner', password };
  await fewAtOnce(slugs, (slug) =>
    post(port, 'localhost', 'directory.createTenant', { slug, name: slug, owner }, cookieOf(headers)),
  );
}

/** One POST to a host of this server, by address: Node does not resolve `*.localhost`. Returns the headers. */
function post(
  port: number,
  name: string,
  operation: string,
  input: unknown,
  cookie?: string,
): Promise<IncomingHttpHeaders> {
  const host = `${name}:${port}`;
  const headers = {
    host,
    origin: `http://${host}`,
    'content-type': 'application/json',
    ...(cookie ? { cookie } : {}),
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: `/v1/${operation}`, method: 'POST', headers },
      (answer) => {
        answer.resume();
        if (answer.statusCode === 200) answer.once('end', () => resolve(answer.headers));
        else reject(new Error(`${operation} answered ${answer.statusCode}`));
      },
    );
    sent.once('error', reject);
    sent.end(JSON.stringify(input));
  });
}
