export {
  type AuditDeclaration,
  type AuditField,
  type AuditFieldKind,
  type AuditSeverity,
  type AuditStore,
  auditSeverities,
  type OcsfEvent,
  ocsfClasses,
} from './declare.ts';
export * from './registry.ts';
export * from './words.ts';
