/** Writes proofs of one entry for tests, from the page of the format alone. */
import { openingsOf } from './entry.ts';
import { checkpointOf, directoryOf, type LogSpec, leavesOf } from './export.ts';
import { consistencyPath, inclusionPath } from './tree.ts';

export const base64 = (path: readonly Buffer[]): string[] => path.map((hash) => hash.toString('base64'));

/** Version 1: six members. */
export function firstProofOf(index: number, size: number, spec: LogSpec) {
  const openings = Object.fromEntries(openingsOf(index).map(({ field, ...opening }) => [field, opening]));
  const inclusion = base64(inclusionPath(index, leavesOf(spec, size)));
  const entry = spec.entryAt(index).toString('base64');
  return { v: 1, entry, index, inclusion, checkpoint: checkpointOf(spec, size), openings };
}

/** Version 2: with keys, rotations and the directory, as the log has them. Witnesses have seen the directory only. */
export function proofOf(index: number, size: number, spec: LogSpec) {
  const { covered, includes, rotations } = spec;
  const [log, witnesses] = [includes.log, includes.witnesses].map((keys) => keys.map(({ vkey }) => vkey));
  return {
    ...firstProofOf(index, size, covered === undefined ? spec : { ...spec, witnesses: [] }),
    v: 2,
    keys: { log, witnesses },
    rotations,
    directory: covered === undefined ? null : JSON.parse(directoryOf(spec, covered).toString()),
    continuation: covered === undefined ? [] : base64(consistencyPath(covered, leavesOf(spec, size))),
  };
}
