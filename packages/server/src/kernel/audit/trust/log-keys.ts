/**
 * What an outsider needs to know of who signs a log. An interface, so that whoever reads a log needs no way to the
 * tables of the platform.
 */
import type { Uuid } from '@wardroom/contract';
import {
  base64,
  base64url,
  type ExportDirectory,
  parseNote,
  type VerifierKey,
  verifierKey,
  verifierKeyText,
} from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import type { Pool } from '../../database/driver.ts';
import type { TenantDatabase } from '../../database/tenant-database.ts';
import { directoryProver } from './directory-tree.ts';
import {
  type CosignatureRow,
  type DirectoryCheckpointRow,
  type PublicKeyRow,
  type RotationRow,
  readCosignatures,
  readDirectoryRotations,
  readNewestCheckpoint,
  readPlace,
  readPublicKeys,
  readRotations,
  readTenantCheckpoint,
  readWitnessed,
} from './store.ts';

/** The log of one tenant, at one size. */
export interface LogAt {
  readonly tenantId: string;
  readonly origin: string;
  readonly size: number;
}

export interface LogKeys {
  /** Verifier keys that have signed or sign it and the directory that covers it, oldest first. */
  readonly log: readonly string[];
  readonly witnesses: readonly string[];
  /** Notes by which the oldest key leads to the newest that has signed at this size, oldest first. */
  readonly rotations: readonly string[];
  /** Null as long as no directory covers a checkpoint of it. */
  readonly directory: ExportDirectory | null;
}

/** Not to be called inside a transaction. Throws what its database throws. */
export type ReadLogKeys = (log: LogAt) => Promise<LogKeys>;

export const noLogKeys: LogKeys = Object.freeze({ log: [], witnesses: [], rotations: [], directory: null });

interface Signers {
  readonly key: VerifierKey;
  readonly generation: number;
}

/**
 * @param pool of the role wardroom_platform
 * @param tenants what is of a tenant is read as that tenant
 */
export const logKeysOf =
  (pool: Pool, tenants: () => Pick<TenantDatabase, 'read'>): ReadLogKeys =>
  async ({ tenantId, origin, size }) => {
    const ask = askOf(pool);
    const witnessed = (await ask<DirectoryCheckpointRow>(readWitnessed))[0];
    const newest = (await ask<DirectoryCheckpointRow>(readNewestCheckpoint))[0];
    const own = await tenants().read(tenantId as Uuid, async (tx) => {
      const placeIn = async (head: DirectoryCheckpointRow | undefined) =>
        head === undefined ? undefined : (await tx.query(readPlace, [tx.tenantId, size, head.size]))[0];
      const [checkpoint] = await tx.query(readTenantCheckpoint, [tx.tenantId, size]);
      const rotations = await tx.query(readRotations, [tx.tenantId]);
      // One that a witness has seen says more than a newer one.
      const seen = await placeIn(witnessed);
      const place = seen ?? (await placeIn(newest));
      return { checkpoint, rotations, place, head: seen ? witnessed : newest };
    });
    const publicKeys = await ask<PublicKeyRow>(readPublicKeys);
    const signers = await signersOf(origin, publicKeys);
    const log = chainOf(signers, own.rotations, own.checkpoint?.note);
    if (own.place === undefined || own.head === undefined)
      return { ...noLogKeys, log: log.keys, rotations: log.rotations };
    const { place, head } = own;
    const directoryOrigin = origin.slice(0, origin.lastIndexOf('/'));
    const notes = await ask<RotationRow>(readDirectoryRotations);
    const directory = chainOf(await signersOf(directoryOrigin, publicKeys), notes, head.note);
    const cosignatures = await ask<CosignatureRow>(readCosignatures, [head.size]);
    const inclusion = await directoryProver(pool, head.size).inclusion(place.index);
    return {
      log: [...log.keys, ...directory.keys],
      witnesses: cosignatures.map(({ witness }) => witness),
      rotations: [...log.rotations, ...directory.rotations],
      directory: {
        checkpoint: head.note + cosignatures.map(({ line }) => line).join(''),
        index: place.index,
        inclusion: inclusion.map(base64),
        salt: base64url(place.salt),
        tenantCheckpoint: place.note,
      },
    };
  };

const askOf =
  (pool: Pool) =>
  async <Row extends object>(
    { name, text }: { readonly name: string; readonly text: string },
    values: unknown[] = [],
  ): Promise<readonly Row[]> =>
    (await pool.query<Row & Record<string, unknown>>({ name, text, values })).rows;

const signersOf = (name: string, rows: readonly PublicKeyRow[]): Promise<Signers[]> =>
  Promise.all(
    rows.map(async ({ generation, public_key }) => ({
      generation,
      key: await verifierKey(sha256, { name, type: 0x01, publicKey: new Uint8Array(public_key) }),
    })),
  );

/**
 * Keys from the oldest one that the notes begin at, and the notes up to the newest key that has signed this checkpoint:
 * a note by which a reader would expect a signature that is not there yet is not for this reader.
 */
function chainOf(
  signers: readonly Signers[],
  notes: readonly RotationRow[],
  checkpoint: string | undefined,
): { readonly keys: string[]; readonly rotations: string[] } {
  const ids = new Set(checkpoint === undefined ? [] : parseNote(checkpoint).signatures.map(({ id }) => id));
  const signed = signers.filter(({ key }) => ids.has(key.id)).map(({ generation }) => generation);
  const last = Math.max(...signed, 0);
  const followed = notes.filter(({ generation }) => generation <= last);
  const oldest = Math.min(...signed, ...followed.map(({ generation }) => generation - 1));
  const isOfLog = (generation: number) => generation >= oldest && generation <= last;
  return {
    keys: signers
      .filter(({ generation }) => signed.length === 0 || isOfLog(generation))
      .map(({ key }) => verifierKeyText(key)),
    rotations: followed.map(({ note }) => note),
  };
}
