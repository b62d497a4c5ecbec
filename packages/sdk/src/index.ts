/** The door of the SDK. Browsers and Node have entries of their own that bring network, time and chance. */
export {
  beginAuditExport,
  type ExportCall,
  type ExportOptions,
  type ExportSink,
  type ExportState,
  writeAuditExport,
} from './audit/export.ts';
export { type Client, type ClientOptions, createClient } from './client.ts';
export { WardroomApiError } from './error.ts';
export type { Call, InputFor, Methods, OutputFor, PagedName } from './operations.ts';
export type { ResyncReason } from './realtime/link.ts';
export type { Realtime, RealtimeHandlers, RealtimeState } from './realtime/realtime.ts';
export * from './state/index.ts';
export type { OnStepUp, StepUpChallenge } from './step-up.ts';
export type { FetchAnswer, FetchInit, Socket, Surroundings } from './surroundings.ts';
