/**
 * The keys of the deployment that sign checkpoints. Their private halves are sealed under the platform’s audit key; the
 * role that appends to the logs reaches neither.
 */
import {
  type Boundary,
  formatBoundary,
  formatCheckpoint,
  formatRotation,
  type NoteSigner,
  signNote,
  verifierKey,
} from '@wardroom/seal';
import { ed25519Key, sha256 } from '@wardroom/seal/node';
import type { Clock } from '../../clock.ts';
import { instant } from '../../database/connections.ts';
import type { Pool } from '../../database/driver.ts';
import type { Keyring, ScopeKeys } from '../../keyring/index.ts';
import type { Random } from '../../random.ts';
import { type AuditKeyRow, insertAuditKey, readAuditKeys } from './store.ts';

export interface SigningOptions {
  /** Of the role wardroom_platform. */
  readonly pool: Pool;
  readonly keyring: Keyring;
  readonly clock: Clock;
  readonly random: Random;
}

type OpenKey = ReturnType<typeof ed25519Key> & Pick<AuditKeyRow, 'generation' | 'signs_from' | 'signs_until'>;

/** As long as opened data keys stay in memory; whoever makes a key lets it begin later than this. */
export const openedMs = 300_000;
const place = (generation: number) => ({ table: 'audit_keys', column: 'sealed', row: `${generation}` });

/** A new key, its private half sealed for its row. */
export function makeAuditKey(
  keys: ScopeKeys,
  random: Random,
  generation: number,
): { readonly publicKey: Buffer; readonly sealed: Buffer } {
  const seed = random.bytes(32);
  const publicKey = Buffer.from(ed25519Key(seed).publicKey);
  const sealed = keys.encrypt('audit', place(generation), seed);
  seed.fill(0);
  return { publicKey, sealed };
}

export class CheckpointSigning {
  readonly #options: SigningOptions;
  #opened: { readonly keys: readonly OpenKey[]; readonly at: number } | null = null;

  constructor(options: SigningOptions) {
    this.#options = options;
  }

  /** Opens the keys, and makes the first. To be called outside of any transaction. Throws what keyring and pool throw. */
  async open(): Promise<void> {
    const now = this.#options.clock.now();
    // A clock that goes back must not make what is known last for as long as it went.
    if (this.#opened !== null && Math.abs(now - this.#opened.at) < openedMs) return;
    const keys = await this.#options.keyring.open({ kind: 'platform' });
    let rows = await this.#read();
    if (rows.length === 0) {
      const { publicKey, sealed } = makeAuditKey(keys, this.#options.random, 1);
      await this.#send(insertAuditKey, [1, publicKey, sealed, instant(now)]);
      rows = await this.#read();
    }
    await keys.ensureEpochs(
      'audit',
      rows.map(({ sealed }) => sealed),
    );
    const opened = rows.map(({ generation, sealed, signs_from, signs_until }) => {
      const seed = keys.decrypt('audit', place(generation), sealed);
      const key = ed25519Key(seed);
      seed.fill(0);
      return { ...key, generation, signs_from, signs_until };
    });
    this.#opened = { keys: opened, at: now };
  }

  /** The note of a checkpoint, signed by every key that signs now. */
  async sign(checkpoint: { origin: string; size: number; root: Uint8Array }): Promise<string> {
    return signNote(formatCheckpoint(checkpoint), await this.#signersOf(checkpoint.origin));
  }

  /** The note that says where a log begins today, signed likewise. */
  async signBoundary(boundary: Boundary): Promise<string> {
    return signNote(formatBoundary(boundary), await this.#signersOf(boundary.origin));
  }

  /** Whether keys have changed is looked up again when they are needed next. */
  forget(): void {
    this.#opened = null;
  }

  /** When each key begins and ends, oldest first. */
  get generations(): readonly Pick<AuditKeyRow, 'generation' | 'signs_from' | 'signs_until'>[] {
    return (this.#opened?.keys ?? []).map(({ generation, signs_from, signs_until }) => ({
      ...{ generation, signs_from, signs_until },
    }));
  }

  /** The note by which the key before names this one. Throws when one of both is not there. */
  async signRotation(origin: string, generation: number): Promise<string> {
    const keyOf = (wanted: number) => {
      const key = this.#opened?.keys.find((one) => one.generation === wanted);
      if (key === undefined) throw new Error(`there is no key of generation ${wanted}`);
      return key;
    };
    const [before, after] = [keyOf(generation - 1), keyOf(generation)];
    const next = await verifierKey(sha256, { name: origin, type: 0x01, publicKey: after.publicKey });
    const fromSeconds = Math.floor(after.signs_from / 1_000);
    return signNote(formatRotation({ origin, next, fromSeconds }), [await signerOf(origin, before)]);
  }

  async #signersOf(origin: string): Promise<NoteSigner[]> {
    const now = this.#options.clock.now();
    const all = this.#opened?.keys ?? [];
    const live = all.filter((key) => key.signs_from <= now && now < (key.signs_until ?? Infinity));
    // A clock that went back before the first key was made leaves nobody else to sign.
    const signing = live.length > 0 ? live : all.slice(0, 1);
    if (signing.length === 0) throw new Error('the keys that sign checkpoints are not open');
    return Promise.all(signing.map((key) => signerOf(origin, key)));
  }

  async #read(): Promise<AuditKeyRow[]> {
    const { name, text } = readAuditKeys;
    return (await this.#options.pool.query<AuditKeyRow>({ name, text })).rows;
  }

  async #send({ name, text }: { name: string; text: string }, values: unknown[]): Promise<void> {
    await this.#options.pool.query({ name, text, values });
  }
}

const signerOf = async (
  name: string,
  { publicKey, sign }: Pick<OpenKey, 'publicKey' | 'sign'>,
): Promise<NoteSigner> => ({ key: await verifierKey(sha256, { name, type: 0x01, publicKey }), sign });
