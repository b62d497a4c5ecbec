/** The door of grants: what people allow programs to do for them. */
export {
  type FoundRecord,
  ProtocolRecords,
  type ProtocolRecordsDeps,
  type PutOptions,
  type RecordKind,
} from '../../kernel/protocol-records/index.ts';
export { endGrant } from './end.ts';
export { createGrants, type GrantDeps, type GrantRecord, type Grants, type WhyRevoked } from './grants.ts';
