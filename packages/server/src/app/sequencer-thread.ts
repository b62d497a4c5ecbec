/** The thread that seals: its own keys and connections, nothing of the thread that answers requests. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Backlog, CheckpointSigning, Sequencer } from '../kernel/audit/sequencer/index.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Config } from '../kernel/config/index.ts';
import { createContextSigner } from '../kernel/database/context-signature.ts';
import { createKeyStore } from '../kernel/database/key-store/index.ts';
import type { DatabaseSecrets } from '../kernel/database/migrate/secrets.ts';
import { createIds } from '../kernel/ids.ts';
import { Keyring, type KeyUse } from '../kernel/keyring/index.ts';
import type { Log, LogEventName, LogFields } from '../kernel/log/index.ts';
import { type DatabaseAddress, openKeyProvider } from '../kernel/process/index.ts';
import { systemRandom } from '../kernel/random.ts';
import { openPools } from './pools.ts';

export interface SequencerOrders extends Pick<Config, 'baseDomain' | 'dataDirectory' | 'keyPassphraseFile'> {
  readonly address: DatabaseAddress;
  readonly secrets: DatabaseSecrets;
}
export type ToSequencer = { readonly kind: 'poke' } | { readonly kind: 'stop' };
export type FromSequencer =
  | {
      readonly kind: 'log';
      readonly level: keyof Log;
      readonly event: LogEventName;
      readonly fields: LogFields | undefined;
      readonly error: unknown;
    }
  | { readonly kind: 'sealed'; readonly end: { readonly entries: number; readonly checkpoints: number } }
  | {
      readonly kind: 'state';
      readonly backlog: Backlog;
      readonly uses: readonly KeyUse[];
    };

const stateEveryMs = 250;
const sweepMs = 5_000;
/** A database that is away is looked for several times a second, and told of less often. */
const tellEveryMs = 5_000;
/** One batch at a time; keys are opened beside it. */
const few = { readPoolSize: 1, writePoolSize: 1, directoryPoolSize: 1, platformPoolSize: 1 };

function forwardingLog(tell: (message: FromSequencer) => void): Log {
  const forward =
    (level: keyof Log): Log['info'] =>
    (event, fields, error) =>
      tell({ kind: 'log', level, event, fields, error });
  return {
    debug: forward('debug'),
    info: forward('info'),
    warn: forward('warn'),
    error: forward('error'),
  };
}

async function run(
  orders: SequencerOrders,
  tell: (message: FromSequencer) => void,
): Promise<() => Promise<void>> {
  const { address, secrets, baseDomain } = orders;
  const log = forwardingLog(tell);
  const clock = systemClock;
  const random = systemRandom;
  const pools = openPools({ address, secrets, config: few, log });
  const provider = await openKeyProvider({
    path: orders.dataDirectory,
    passphraseFile: orders.keyPassphraseFile,
    create: false,
    random,
  });
  const signer = createContextSigner(Buffer.from(secrets.contextKey, 'base64url'), clock);
  const store = createKeyStore({ platformPool: pools.platform, writePool: pools.write, signer, clock });
  const keyring = new Keyring({ provider, store, clock, random });
  let toldAt = Number.NEGATIVE_INFINITY;
  const tellFault = (error: unknown) => {
    if (clock.now() - toldAt < tellEveryMs) return;
    toldAt = clock.now();
    log.error('audit.failed', {}, error);
  };
  const common = { keyring, clock, random };
  const sequencer = new Sequencer({
    ...common,
    ids: createIds(clock, random),
    baseDomain,
    pool: pools.sealer,
    signing: new CheckpointSigning({ ...common, pool: pools.platform }),
    onSealed: (end) => tell({ kind: 'sealed', end }),
    onFault: (tenantId, error) =>
      tenantId === null ? tellFault(error) : log.error('audit.stuck', { tenantId }, error),
  });
  const telling = setInterval(
    () => tell({ kind: 'state', backlog: sequencer.backlog, uses: keyring.drainUses() }),
    stateEveryMs,
  );
  const sweeping = setInterval(() => keyring.sweep(), sweepMs);
  sequencer.start();
  poke = () => sequencer.poke();
  return async () => {
    clearInterval(telling);
    clearInterval(sweeping);
    await sequencer.stop();
    keyring.purgeAll();
    await pools.end();
  };
}

let poke: () => void = () => {};
const port = parentPort;
if (port === null) throw new Error('this is started as a thread of the server');
const stop = run(workerData as SequencerOrders, (message) => port.postMessage(message));
port.on('message', (message: ToSequencer) => {
  if (message.kind === 'poke') poke();
  else void stop.then((end) => end()).finally(() => port.close());
});
