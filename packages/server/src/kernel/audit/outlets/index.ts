/** The door of what carries the audit log out of the deployment: one file per kind of destination. */
export {
  type Delivery,
  type DeliveryFault,
  delivered,
  deliveryFaults,
  faulty,
  refusalIn,
  retryAfterOf,
} from './delivery.ts';
export type { OpenFile } from './file.ts';
export {
  bring,
  framingBytes,
  type OutgoingEntry,
  type OutletLimits,
  type OutletOrder,
  type OutletParts,
  outletLimits,
} from './outlet.ts';
export { type ObjectLock, putObject, type S3Bucket, type S3Object } from './s3.ts';
export { type SyslogCollector, type SyslogMessage, sendSyslog } from './syslog.ts';
