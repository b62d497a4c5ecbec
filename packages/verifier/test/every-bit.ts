/** Flips bits of an export and collects what was not noticed. */
import { nodeCrypto } from '../src/node.ts';
import { eventfulLog } from './eventful-log.ts';
import { pinned, remembering, tarOfLog, verify } from './verifying.ts';
import { keys, type LogSpec, plainLog, rotationNote } from './writer/export.ts';

/** Two entries, a rotation, the directory; every bit can be tried in seconds. */
export const tiny: LogSpec = plainLog(2, {
  signers: [keys.log, keys.nextLog],
  rotations: [rotationNote(keys.log, keys.nextLog, 1_793_491_200)],
  includes: { log: [keys.log, keys.nextLog, keys.directory], witnesses: [keys.witness] },
  covered: 1,
});
export const pruned: LogSpec = eventfulLog(600);

export const everybody = { ...pinned, logKeys: [keys.log.vkey, keys.directory.vkey] };

/**
 * @param bits which bits of the archive to flip, one after the other
 * @returns those that changed nothing in the verdict
 */
export async function unnoticed(tar: Buffer, bits: Iterable<number>): Promise<number[]> {
  const crypto = remembering(nodeCrypto);
  const missed: number[] = [];
  for (const bit of bits) {
    const at = bit >>> 3;
    const before = tar[at] ?? 0;
    tar[at] = before ^ (1 << (bit & 7));
    const report = await verify(tar, { trusted: everybody, crypto });
    if (report.ok || report.findingCount === 0) missed.push(bit);
    tar[at] = before;
  }
  return missed;
}

/** The one value that nothing signed speaks of: when the export was made. */
export function isCreatedAt(tar: Buffer, bit: number): boolean {
  const start = tar.indexOf('"createdAt":"') + '"createdAt":"'.length;
  const at = bit >>> 3;
  return at >= start && at < start + '2026-11-22T19:00:00.000Z'.length;
}

export const tarOfTiny = (): Buffer => tarOfLog(tiny);
export const tarOfPruned = (): Buffer => tarOfLog(pruned);
