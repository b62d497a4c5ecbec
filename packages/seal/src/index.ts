/**
 * The writer's side of the audit log, pure: bytes in, bytes out. Whoever verifies a log as an outsider uses the
 * verifier, which shares no code with this package.
 */
export { base64, base64Bytes, base64url, base64urlBytes, equal, hex } from './bytes.ts';
export {
  canonicalBytes,
  canonicalText,
  type Json,
  maxCanonicalBytes,
  maxDepth,
  parseCanonical,
} from './canonical.ts';
export type { Digest, Ed25519Sign, Ed25519Verify, Hmac, HmacDigest, Sha256 } from './crypto.ts';
export { hashBytes, publicKeyBytes, saltBytes, signatureBytes } from './crypto.ts';
export { SealError, type SealErrorCode } from './error.ts';
export { decodeBundle, encodeBundle, maxEntryBytes } from './log/bundle.ts';
export { directoryEntry, requireDirectoryEntry } from './log/directory.ts';
export {
  type EntryMetadata,
  encodeEntry,
  type LeftOut,
  type LogEntry,
  leaveOut,
  timeText,
} from './log/entry.ts';
export {
  type EntryProof,
  formatEntryProof,
  type ProofReader,
  parseEntryProof,
  requireEntryProof,
} from './log/entry-proof.ts';
export {
  type ExportDirectory,
  type ExportKeys,
  type ExportManifest,
  type ExportOpening,
  type ExportParts,
  exportFiles,
  exportLine,
  requireManifest,
} from './log/export.ts';
export { commitTo, type Opening, requireOpening, sealPersonal } from './log/personal.ts';
export { type Boundary, formatBoundary, openBoundary, parseBoundary } from './note/boundary.ts';
export {
  type Checkpoint,
  formatCheckpoint,
  type OpenCheckpoint,
  openCheckpoint,
  parseCheckpoint,
} from './note/checkpoint.ts';
export {
  isKeyName,
  keyIdText,
  keyLabel,
  parseVerifierKey,
  type SignatureType,
  sameKey,
  type VerifierKey,
  verifierKey,
  verifierKeyText,
} from './note/key.ts';
export {
  formatNote,
  maxNoteBytes,
  maxSignatures,
  type NoteSignature,
  type ParsedNote,
  parseNote,
} from './note/note.ts';
export { type OpenNote, openNote, type VerifiedSignature } from './note/open.ts';
export { followRotations, formatRotation, parseRotation, type Rotation } from './note/rotation.ts';
export { cosign, type NoteSigner, signNote } from './note/sign.ts';
export { Frontier } from './tree/frontier.ts';
export { emptyRoot, leafHash, nodeHash } from './tree/hash.ts';
export { type ProofSource, Prover } from './tree/prove.ts';
export {
  maxLevel,
  parseTilePath,
  type Tile,
  tileAt,
  tilePath,
  tilesBetween,
  tilesOf,
  tilesOfLevel,
  tileWidth,
} from './tree/tile.ts';
export type { TileReader } from './tree/tile-reader.ts';
export { TileWriter, type WrittenTile } from './tree/tile-writer.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  requireConsistency,
  requireInclusion,
} from './tree/verify.ts';
