/** A real server on a data directory and port of its own, set up through the command line. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../src/connection/connection.ts';
import { openConnection } from '../src/connection/open.ts';
import { signIn } from '../src/connection/sign-in.ts';
import type { Surroundings } from '../src/surroundings.ts';
import { type Run, type Running, run, start } from './command.ts';

export const passwords = { operator: 'planted-operator-marmalade', owner: 'planted-owner-marmalade-7' };

export interface Deployment {
  readonly folder: string;
  readonly serve: Running;
  /** `http://localhost:40000` */
  readonly platform: string;
  readonly keyFile: string;
  readonly setup: Run;
  addressOf(slug: string): string;
  /** A private file with this content. */
  file(name: string, content: string | Uint8Array): Promise<string>;
  signedIn(slug: string): Promise<Connection>;
  close(): Promise<void>;
}

export const unsafeButFast = { WARDROOM_UNSAFE_DURABILITY_FOR_TESTS: 'true', WARDROOM_LOG_LEVEL: 'error' };

/** The parts of the machine that a connection uses. */
const surroundings = {
  drawFraction: () => 0.5,
  newClientKey: () => 'unused-in-tests',
} as Surroundings;

/** @param settings of the server, beside those of every test; made from the folder that goes away with it */
export async function startDeployment(
  settings: (folder: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), 'wardroom-cli-'));
  const file = async (name: string, content: string | Uint8Array) => {
    const path = join(folder, name);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  };
  const serve = start(['serve', '--port', '0', '--data-dir', join(folder, 'data')], {
    environment: { ...unsafeButFast, WARDROOM_KEY: 'planted-key-of-somebody', ...settings(folder) },
  });
  const [link] = await serve.says(/http:\/\/localhost:\d+\/setup#\S+/);
  const platform = new URL(link).origin;
  const keyFile = join(folder, 'operator.key');
  const answers = {
    operator: { name: 'root', password: passwords.operator },
    tenant: { slug: 'acme', name: 'Acme' },
    owner: { handle: 'olga', displayName: 'Olga Quist', password: passwords.owner },
  };
  const linkFile = await file('link', `${link}\n`);
  const setup = await run(
    ['setup', '--link-file', linkFile, '--input', '-', '--issue-key-file', keyFile, '--json'],
    { input: JSON.stringify(answers) },
  );
  const addressOf = (slug: string) => platform.replace('://', `://${slug}.`);
  return {
    folder,
    serve,
    platform,
    keyFile,
    setup,
    addressOf,
    file,
    signedIn: (slug) =>
      signIn(openConnection(surroundings, { server: addressOf(slug) }), 'tenant', 'olga', passwords.owner),
    async close() {
      serve.child.kill('SIGTERM');
      await serve.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
