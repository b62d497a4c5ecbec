/** The platform realm beside the tenants of a harness: the real pipeline, role and modules, on the same database. */
import type { OperationName } from '@wardroom/contract';
import { logKeysOf } from '../kernel/audit/trust/index.ts';
import type { PresentedCredential } from '../kernel/call.ts';
import { Passwords } from '../kernel/crypto/index.ts';
import type { StatementObserver } from '../kernel/database/session.ts';
import type { Outcome } from '../kernel/execute.ts';
import {
  buildPlatformTable,
  createPlatformRealm,
  executePlatform,
  type PlatformKernel,
  type PlatformRealm,
} from '../kernel/platform/index.ts';
import { type DirectoryDeps, directoryImplementations } from '../modules/directory/index.ts';
import { operatorImplementations } from '../modules/operators/index.ts';
import { createSignInThrottle } from '../modules/sessions/index.ts';
import { ensureSetupLink, setupImplementations } from '../modules/setup/index.ts';
import type { Harness } from './harness.ts';

export interface PlatformHarness {
  readonly kernel: PlatformKernel;
  readonly realm: PlatformRealm;
  readonly bugs: unknown[];
  /** The secret of a fresh setup link; null when the deployment is set up. */
  setupSecret(): Promise<string | null>;
  call(operation: OperationName, input: unknown, credential?: PresentedCredential): Promise<Outcome>;
  /** Like `call`, but throws the error. */
  succeed<T>(operation: OperationName, input: unknown, credential?: PresentedCredential): Promise<T>;
  /** Sets up and signs in. */
  signedIn(): Promise<PresentedCredential>;
}

export interface PlatformHarnessOptions {
  readonly demo?: boolean;
  readonly observer?: StatementObserver;
  /** Runs before the tenant's rows of a new workspace are made; throwing there is a crash between the commits. */
  readonly beforeProvision?: () => void;
}

export const goodPassword = 'quilt-marble-7-otter-lantern';
export const setupInput = (secret: string, slug = 'initech') => ({
  secret,
  operator: { name: 'Root Operator', password: goodPassword },
  tenant: { slug, name: 'Initech' },
  owner: { handle: 'ada', displayName: 'Ada', password: `${goodPassword}-owner` },
});

export function createPlatformHarness(
  harness: Harness,
  options: PlatformHarnessOptions = {},
): PlatformHarness {
  const { keyring, clock, ids, random } = harness.parts;
  const { limiter } = harness.kernel;
  const bugs: unknown[] = [];
  const pool = harness.poolOf('wardroom_platform');
  const reportBug = (_call: unknown, error: unknown) => {
    bugs.push(error);
  };
  const realm = createPlatformRealm({
    pool,
    keyring,
    limiter,
    clock,
    ids,
    baseDomain: 'localhost',
    reportBug,
    ...(options.observer ? { observer: options.observer } : {}),
  });
  const kernel = realm.serve(implementations(harness, realm, options), buildPlatformTable);
  const call: PlatformHarness['call'] = (operation, input, credential = { kind: 'none' }) =>
    executePlatform(kernel, {
      requestId: ids.next(),
      edge: 'http',
      host: 'localhost:8420',
      operation,
      input,
      credential,
      address: '127.0.0.1',
      device: 'test',
    });
  const succeed: PlatformHarness['succeed'] = async (operation, input, credential) => {
    const { answer } = await call(operation, input, credential);
    if (!answer.ok) throw answer.error;
    return answer.output as never;
  };
  const setupSecret = async () => {
    const deps = { platform: realm.database, keyring, clock, ids, random };
    const link = await ensureSetupLink({ ...deps, platformOrigin: 'http://localhost:8420' });
    return link?.split('#')[1] ?? null;
  };
  const signedIn = async (): Promise<PresentedCredential> => {
    const secret = await setupSecret();
    if (secret !== null) await succeed('setup.complete', setupInput(secret));
    const { operator } = setupInput('');
    const { sessionSecret, answer } = await call('operators.signIn', operator);
    if (sessionSecret === undefined)
      throw new Error(`no session: ${answer.ok ? 'no secret' : answer.error.code}`);
    return { kind: 'session', secret: sessionSecret };
  };
  return { kernel, realm, bugs, setupSecret, call, succeed, signedIn };
}

function implementations(harness: Harness, realm: PlatformRealm, options: PlatformHarnessOptions) {
  const { keyring, clock, ids, random } = harness.parts;
  const { database, directory } = harness.kernel;
  const passwords = new Passwords({ random, parallel: 2 });
  const provision = { database, keyring, ids, clock, passwords };
  const crashing = {
    ...provision,
    get database() {
      options.beforeProvision?.();
      return database;
    },
  };
  const deps: DirectoryDeps = {
    platform: realm.database,
    provision: crashing,
    database,
    readLogKeys: logKeysOf(harness.poolOf('wardroom_platform'), () => database),
    random,
    keyring,
    directory,
    region: 'local',
    demo: options.demo ?? false,
    demoOnLoopback: options.demo ?? false,
    link: { database, keyring, ids, clock, random },
    addressOf: (slug) => `http://${slug}.localhost:8420`,
  };
  const throttle = createSignInThrottle({ clock });
  return [
    ...setupImplementations({ ...deps, passwords }),
    ...operatorImplementations({ database: realm.database, passwords, throttle, random }),
    ...directoryImplementations(deps),
  ];
}
