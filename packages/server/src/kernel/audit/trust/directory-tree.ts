/** The tree of the directory as proofs need it, read by whoever may read it. */
import { Prover, type Tile, tileWidth } from '@wardroom/seal';
import { sha256 } from '@wardroom/seal/node';
import type { Pool } from '../../database/driver.ts';
import { readDirectoryLeaves, readDirectoryRoots, readDirectoryTile } from './store.ts';

/** @param pool of the role wardroom_platform or wardroom_sealer */
export function directoryProver(pool: Pool, size: number): Prover {
  const ask = async <Row extends object>(
    { name, text }: { readonly name: string; readonly text: string },
    values: unknown[],
  ) => (await pool.query<Row & Record<string, unknown>>({ name, text, values })).rows;
  const read = async ({ level, index, width }: Tile): Promise<Buffer> => {
    const [full] = await ask<{ hashes: Buffer }>(readDirectoryTile, [level, index]);
    if (full) return full.hashes;
    const range = [index * tileWidth, index * tileWidth + width];
    const rows =
      level === 0
        ? await ask<{ hash: Buffer }>(readDirectoryLeaves, range)
        : await ask<{ hash: Buffer }>(readDirectoryRoots, [Number(level) - 1, ...range]);
    return Buffer.concat(rows.map(({ hash }) => hash));
  };
  return new Prover({ digest: sha256, read }, size);
}
