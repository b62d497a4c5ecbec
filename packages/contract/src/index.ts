export {
  type AccessRequest,
  type AccessSettings,
  type ClientView,
  clientAuthentications,
  type DomainView,
  type GrantView,
  grantTypes,
  type RevocableView,
  revocableKinds,
} from './access-shapes.ts';
export * from './also-recorded.ts';
export * from './audit/index.ts';
export * from './authorisation-shapes.ts';
export * from './endpoints.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './frames.ts';
export * from './ids.ts';
export * from './operation.ts';
export type { AuditFilters, AuditView } from './operations/audit-explorer.ts';
export { type ExportPiece, type ExportProblem, exportProblems } from './operations/audit-proofs.ts';
export { type AuditRemoval, type AuditRetention, retentionBounds } from './operations/audit-retention.ts';
export {
  type AuditSinkView,
  type SinkDestination,
  type SinkFault,
  type SinkKind,
  type SinkState,
  sinkBounds,
  sinkFaults,
  sinkKinds,
  sinkStates,
} from './operations/audit-sinks.ts';
export * from './operations/index.ts';
export * from './permissions.ts';
export * from './places.ts';
export * from './refusal-records.ts';
export type {
  AuditEntryView,
  BreakGlassView,
  Channel,
  CredentialView,
  InvitationView,
  Member,
  Message,
  OwnChannel,
  Person,
  Preferences,
  Reaction,
  RoleRef,
  SessionView,
  SigningKeyView,
  TenantView,
  TokenView,
} from './shapes.ts';
