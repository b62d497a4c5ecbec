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
export * from './audit.ts';
export * from './authorisation-shapes.ts';
export * from './endpoints.ts';
export * from './errors.ts';
export * from './events.ts';
export * from './frames.ts';
export * from './ids.ts';
export * from './operation.ts';
export * from './operations/index.ts';
export * from './permissions.ts';
export * from './places.ts';
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
