/** The verifier of an audit log. It trusts nothing that the log says and shares no code with what writes it. */
export type { ExportCrypto, SignatureCheck, VerifierCrypto } from './crypto.ts';
export { type ExportOptions, type ExportReport, type Progress, verifyExport } from './export.ts';
export type { CoverFact, ExportFacts, KeyFact, WitnessFact } from './facts.ts';
export { type Trusted, TrustedKeyError } from './keyring.ts';
export { algorithms, parseKey, type VerifierKey } from './note.ts';
export {
  type ConsistencyReport,
  type Continuation,
  type HeadFacts,
  type ProofFacts,
  type ProofOptions,
  type ProofReport,
  verifyConsistency,
  verifyProof,
} from './proof.ts';
export {
  type Finding,
  type FindingCode,
  findingCodes,
  type Judgement,
  type Place,
  type Verdict,
} from './report.ts';
export { keysReachedFrom } from './rotations.ts';
export type { ByteSource } from './tar.ts';
export { proofText, reportText } from './text.ts';
export { webCrypto } from './web-crypto.ts';
