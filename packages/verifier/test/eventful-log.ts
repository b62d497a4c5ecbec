import { boundaryNote, keys, type LogSpec, plainLog, rotationNote } from './writer/export.ts';

/** Removed below 512, rotated once, covered by the directory. */
export function eventfulLog(size: number): LogSpec {
  const spec = plainLog(size, {
    from: 512,
    signers: [keys.log, keys.nextLog],
    rotations: [rotationNote(keys.log, keys.nextLog, 1_793_491_800)],
    includes: { log: [keys.log, keys.nextLog, keys.directory], witnesses: [keys.witness] },
    covered: size - 3,
  });
  return { ...spec, boundary: boundaryNote({ ...spec, signers: [keys.nextLog] }, 512) };
}
