/** Door of the IRC import: logs → batches to apply, and a sample that needs no logs. */
export { handleFor, type KnownAuthors, nickKey } from './authors.ts';
export {
  type ImportAuthor,
  type ImportBatch,
  type ImportChannel,
  type ImportMessage,
  type ImportProgress,
  type ImportReport,
  maxBatchMessages,
  type SkipReason,
} from './batch.ts';
export { listLogs } from './catalogue.ts';
export { planImport } from './plan.ts';
export { planSample, type SampleCompany } from './sample.ts';
