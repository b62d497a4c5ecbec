import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { WebSocket } from 'ws';
import { startEmbeddedPostgres } from './kernel/database/embedded/index.ts';

const root = mkdtempSync(join(tmpdir(), 'wardroom-main-'));
const running = new Set<ChildProcess>();
after(async () => {
  for (const child of running) child.kill('SIGKILL');
  await sleep(running.size > 0 ? 6_000 : 0);
  rmSync(root, { recursive: true, force: true });
});

type Environment = Record<string, string>;
interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
interface Server {
  readonly child: ChildProcess;
  readonly port: number;
  readonly address: string;
  readonly setupLink: string | null;
  readonly ended: Promise<Ended>;
}

function launch(environment: Environment, words = ['serve']) {
  const child = fork(new URL('main.ts', import.meta.url), words, {
    silent: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: {
      PATH: process.env['PATH'] ?? '',
      WARDROOM_PORT: '0',
      WARDROOM_UNSAFE_DURABILITY_FOR_TESTS: 'true',
      WARDROOM_LOG_LEVEL: 'info',
      ...environment,
    },
  });
  running.add(child);
  const text = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    text.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text.err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code, ...text });
    });
  });
  return { child, ended, text };
}

async function start(environment: Environment): Promise<Server> {
  const { child, ended } = launch(environment);
  const ready = new Promise<{ address: string; setupLink: string | null }>((resolve) =>
    child.once('message', resolve as never),
  );
  const first = await Promise.race([ready, ended]);
  if ('code' in first) assert.fail(`ended with ${first.code}: ${first.out}${first.err}`);
  return { child, ended, ...first, port: Number(new URL(first.address).port) };
}

interface Answer {
  readonly cookie: string | undefined;
  readonly status: number;
  readonly text: string;
}
function ask(
  port: number,
  path: string,
  input?: unknown,
  where: { host?: string; address?: string } = {},
): Promise<Answer> {
  const host = `${where.host ?? 'localhost'}:${port}`;
  const headers = { host, origin: `http://${host}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const options = {
      host: where.address ?? '127.0.0.1',
      port,
      path,
      method: input === undefined ? 'GET' : 'POST',
      headers,
      agent: false,
    };
    const sent = httpRequest(options, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text,
          cookie: response.headers['set-cookie']?.[0]?.split(';')[0],
        }),
      );
    });
    sent.on('error', reject);
    sent.end(input === undefined ? undefined : JSON.stringify(input));
  });
}

const password = 'a long enough passphrase 7';
const setUp = ({ port, setupLink }: Server) =>
  ask(port, '/v1/setup.complete', {
    secret: setupLink?.split('#')[1],
    operator: { name: 'Op', password },
    tenant: { slug: 'acme', name: 'Acme' },
    owner: { handle: 'ann', displayName: 'Ann', password },
  });
const signIn = (port: number) =>
  ask(port, '/v1/sessions.create', { name: 'ann', password }, { host: 'acme.localhost' });
/** A socket that has been welcomed, and the code with which it will be closed. */
async function openSocket(port: number, cookie: string | undefined): Promise<{ closed: Promise<number> }> {
  const host = `acme.localhost:${port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/v1/realtime`, {
    headers: { host, origin: `http://${host}`, cookie: cookie ?? '' },
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  socket.send(JSON.stringify({ t: 'hello', protocol: 1 }));
  const [frame] = (await once(socket, 'message')) as [Buffer];
  assert.equal((JSON.parse(frame.toString()) as { t: string }).t, 'welcome');
  return { closed };
}
const postmasterOf = (directory: string) =>
  Number(readFileSync(join(directory, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
const isAlive = (pid: number) => existsSync(`/proc/${pid}`);
async function until(condition: () => boolean | Promise<boolean>, patienceMs = 30_000): Promise<void> {
  for (const end = performance.now() + patienceMs; !(await condition()); await sleep(50))
    if (performance.now() > end) assert.fail('it did not happen in time');
}

test('first run, setup, restart, crashes: nothing is lost and nothing is left behind', async () => {
  const directory = join(root, 'life');
  const environment = { WARDROOM_DATA_DIRECTORY: directory, WARDROOM_BIND_ADDRESS: '0.0.0.0' };
  const first = await start(environment);
  assert.match(first.setupLink ?? '', /^http:\/\/localhost:\d+\/setup#[A-Za-z0-9_-]{43}$/);

  // Until somebody owns the deployment, loopback only; after that what was configured. 127.0.0.2 tells them apart.
  await assert.rejects(ask(first.port, '/healthz', undefined, { address: '127.0.0.2' }));
  assert.equal((await setUp(first)).status, 200);
  await until(() =>
    ask(first.port, '/healthz', undefined, { address: '127.0.0.2' }).then(
      () => true,
      () => false,
    ),
  );
  assert.equal((await setUp(first)).status, 409);
  assert.equal((await signIn(first.port)).status, 200);

  // A second server on the same directory names it, and harms nobody.
  const second = await launch(environment).ended;
  assert.equal(second.code, 1);
  assert.match(
    second.err,
    new RegExp(
      `wardroom: The data directory ${directory} is in use by another Wardroom \\(process ${first.child.pid}\\)`,
    ),
  );

  // PostgreSQL dies: it is brought back.
  const postmaster = postmasterOf(directory);
  process.kill(postmaster, 'SIGKILL');
  await until(() => !isAlive(postmaster));
  await until(
    async () =>
      (await ask(first.port, '/readyz')).status === 200 && (await signIn(first.port)).status === 200,
  );

  // An orderly end, which open sockets are told.
  const { closed } = await openSocket(first.port, (await signIn(first.port)).cookie);
  const revived = postmasterOf(directory);
  first.child.kill('SIGTERM');
  const ended = await first.ended;
  assert.equal(ended.code, 0, ended.err);
  assert.equal(await closed, 4503);
  assert.ok(!isAlive(revived));
  assert.ok(!`${ended.out}${ended.err}`.includes(password));

  // A kill in the middle: the guard clears away, and the next start finds everything.
  const again = await start(environment);
  assert.equal(again.setupLink, null);
  assert.equal((await signIn(again.port)).status, 200);
  const orphan = postmasterOf(directory);
  again.child.kill('SIGKILL');
  await again.ended;
  const third = await start(environment);
  assert.ok(!isAlive(orphan));
  assert.equal((await signIn(third.port)).status, 200);

  // A second signal does not wait for the first to finish.
  const socket = connect(third.port, '127.0.0.1');
  socket.on('error', () => {});
  const head = `POST /v1/setup.show HTTP/1.1\r\nHost: localhost:${third.port}\r\nOrigin: http://localhost:${third.port}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`;
  socket.write(head);
  await sleep(100);
  third.child.kill('SIGINT');
  await sleep(300);
  assert.equal(third.child.exitCode, null, 'it waits for the running request');
  third.child.kill('SIGINT');
  assert.equal((await third.ended).code, 130);
  socket.destroy();
});

test('what was configured wrongly is named and exits with 2', async () => {
  const wrong = await launch({ WARDROOM_PROT: '1', WARDROOM_LOG_LEVEL: 'loud' }).ended;
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /WARDROOM_PROT: there is no such setting/);
  assert.match(wrong.err, /WARDROOM_LOG_LEVEL: /);
  const outward = await launch({
    WARDROOM_DATA_DIRECTORY: join(root, 'outward'),
    WARDROOM_EGRESS_CERTIFICATES_FILE: '/nowhere/authority.pem',
  }).ended;
  assert.equal(outward.code, 2);
  assert.match(outward.err, /^wardroom: The file \/nowhere\/authority\.pem holds no certificate/m);
  const usage = await launch({}, ['server']).ended;
  assert.deepEqual([usage.code, /usage: /.test(usage.err)], [2, true]);
});

test('what is wrong with the machine is one sentence and exits with 1', async () => {
  const port = await new Promise<number>((resolve) => {
    const taken = createServer().listen(0, '127.0.0.1', () =>
      resolve((taken.address() as { port: number }).port),
    );
    after(() => taken.close());
  });
  const directory = join(root, 'machine');
  const inUse = await launch({ WARDROOM_DATA_DIRECTORY: directory, WARDROOM_PORT: String(port) }).ended;
  assert.equal(inUse.code, 1);
  assert.match(inUse.err, new RegExp(`^wardroom: Port ${port} on 127\\.0\\.0\\.1 is in use`, 'm'));
  const migrated = await launch({ WARDROOM_DATA_DIRECTORY: directory }, ['migrate']).ended;
  assert.deepEqual([migrated.code, migrated.out], [0, 'The database is current.\n']);

  chmodSync(join(directory, 'root.key'), 0o644);
  const open = await launch({ WARDROOM_DATA_DIRECTORY: directory }).ended;
  assert.equal(open.code, 1);
  assert.match(open.err, /^wardroom: .*root\.key can be read by others; run: chmod 600/m);
  rmSync(join(directory, 'root.key'));
  const lost = await launch({ WARDROOM_DATA_DIRECTORY: directory }).ended;
  assert.equal(lost.code, 1);
  assert.match(lost.err, /^wardroom: .*root\.key is missing; restore it/m);

  const absent = await launch({
    WARDROOM_DATA_DIRECTORY: join(root, 'absent'),
    DATABASE_URL: 'postgres://u:hunter2@127.0.0.1:9/x',
  }).ended;
  assert.equal(absent.code, 1);
  assert.match(absent.err, /^wardroom: The database at DATABASE_URL cannot be used: it does not answer/m);
  assert.ok(!`${absent.out}${absent.err}`.includes('hunter2'));
});

test('an external PostgreSQL serves; a login without the rights is named', async () => {
  const external = await startEmbeddedPostgres({
    directory: join(root, 'external'),
    durability: 'unsafe-for-tests',
    log: () => {},
  });
  try {
    const url = external.adminUrl.replace('/postgres?', '/chat?');
    const admin = new pg.Client({ connectionString: external.adminUrl });
    await admin.connect();
    await admin.query('create database chat');
    await admin.query("create role weak login password 'weak'");
    await admin.end();
    const weak = await launch({
      WARDROOM_DATA_DIRECTORY: join(root, 'weak'),
      DATABASE_URL: url.replace(/\/\/[^@]*@/, '//weak:weak@'),
    }).ended;
    assert.equal(weak.code, 1);
    assert.match(weak.err, /^wardroom: The login weak lacks SUPERUSER/m);
    const environment = { WARDROOM_DATA_DIRECTORY: join(root, 'served'), DATABASE_URL: url };
    const server = await start(environment);
    assert.equal((await setUp(server)).status, 200);
    assert.equal((await signIn(server.port)).status, 200);
    assert.ok(!existsSync(join(root, 'served/postgres')));
    server.child.kill('SIGTERM');
    assert.equal((await server.ended).code, 0);
  } finally {
    await external.stop();
  }
});
