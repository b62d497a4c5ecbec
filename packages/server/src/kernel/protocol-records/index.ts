/** The door of the records of the authorisation server. */
export type { GrantRecord, Grants, WhyRevoked } from './grant.ts';
export { ProtocolRecords, type ProtocolRecordsDeps, type PutOptions } from './protocol-records.ts';
export { aliasLookupOf, type FoundRecord, lookupOf, openRecord, sealPayload } from './record.ts';
export {
  findRecordRow,
  findRecordRowByAlias,
  type RecordKind,
  type RecordRow,
  writeEndedByGrant,
  writeReplaced,
} from './store.ts';
