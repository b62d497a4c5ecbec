/** The door of what makes the audit log believed from outside. */
export { type Anchor, type Anchored, Anchoring } from './anchoring.ts';
export { fileAnchor, type LockedBucket, s3Anchor, syslogAnchor } from './anchors.ts';
export { DirectoryLog, type DirectoryOptions } from './directory-log.ts';
export { type LogAt, type LogKeys, logKeysOf, noLogKeys, type ReadLogKeys } from './log-keys.ts';
export {
  KeyRotation,
  leadMs,
  nextAuditKey,
  overlapMs,
  type RotationOptions,
  rotateEveryMs,
} from './rotation.ts';
export { addAuditKey } from './store.ts';
export { createTrust, type Trust, type TrustOptions } from './trust.ts';
export {
  type KnownWitness,
  parseWitnessAddress,
  readWitness,
  type WitnessAddress,
} from './witness-address.ts';
export { type TrustBacklog, Witnessing, type WitnessingOptions } from './witnessing.ts';
