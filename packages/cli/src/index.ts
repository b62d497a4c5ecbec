/** What tests and benchmarks use of the command line: imports without a shell. */
export type { Call, Connection } from './connection/connection.ts';
export {
  type ImportBatch,
  type ImportReport,
  planImport,
  planSample,
  type SampleCompany,
} from './import/irc/index.ts';
export { type AppendInput, type AppendRequest, requestsOf } from './import/requests.ts';
