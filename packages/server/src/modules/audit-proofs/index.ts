/** The door of what makes the audit log verifiable without us: checkpoints, proofs, exports. */
import type { Implementation } from '../../kernel/implementation.ts';
import { proveConsistency, showCheckpoint } from './checkpoint.ts';
import { beginExport } from './export/begin.ts';
import { readExport } from './export/read.ts';
import { type ProofParts, proveEntry } from './proof.ts';

export { presentCheckpoint, readCheckpoint, readConsistency } from './checkpoint.ts';
export { exportFacts, planExport, presentBegun } from './export/begin.ts';
export { decodeCursor } from './export/cursor.ts';
export { presentPieces, readPieces, requirePosition } from './export/read.ts';
export { type ProofParts, presentProof, readProof } from './proof.ts';

export const auditProofImplementations = (parts: ProofParts): Implementation[] => [
  showCheckpoint(parts.readLogKeys),
  proveEntry(parts),
  proveConsistency(),
  beginExport(),
  readExport(parts.readLogKeys),
];
