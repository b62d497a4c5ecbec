/** Where checkpoints of the directory are carried to. */
import { open } from 'node:fs/promises';
import type { Clock } from '../../clock.ts';
import type { Egress } from '../../egress/index.ts';
import { putObject, type S3Bucket, type SyslogCollector, sendSyslog } from '../outlets/index.ts';
import type { Anchor, Anchored } from './anchoring.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const lineOf = ({ size, checkpoint, signedAt }: Anchored): string =>
  JSON.stringify({ v: 1, signedAt: new Date(signedAt).toISOString(), size, checkpoint });

/** One line of JSON each, on the disk before it counts. A line that was cut short stays, and the next begins anew. */
export const fileAnchor = (path: string): Anchor => ({
  name: `file ${path}`.slice(0, 200),
  everyMs: minuteMs,
  async put(anchored) {
    const file = await open(path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      const { buffer } = await file.read(Buffer.alloc(1, '\n'), 0, 1, Math.max(0, size - 1));
      const isCut = size > 0 && buffer[0] !== 0x0a;
      await file.appendFile(`${isCut ? '\n' : ''}${lineOf(anchored)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  },
});

export interface LockedBucket extends Omit<S3Bucket, 'tenantId' | 'authorities'> {
  /** Begins each key, such as `wardroom/`. */
  readonly prefix: string;
  /** How long nobody removes an object, in compliance mode: the owner of the account neither. */
  readonly retentionDays: number;
}

export const s3Anchor = (egress: Pick<Egress, 'fetch'>, bucket: LockedBucket, clock: Clock): Anchor => ({
  name: `s3 ${bucket.address}${bucket.prefix}`.slice(0, 200),
  everyMs: 10 * minuteMs,
  async put({ size, checkpoint }) {
    const now = clock.now();
    const delivery = await putObject(
      egress,
      { ...bucket, tenantId: null, authorities: [] },
      {
        // Sixteen digits: names are in the order of sizes.
        key: `${bucket.prefix}${String(size).padStart(16, '0')}.checkpoint`,
        body: Buffer.from(checkpoint),
        contentType: 'text/plain; charset=utf-8',
        lock: { mode: 'COMPLIANCE', retainUntil: now + bucket.retentionDays * dayMs },
      },
      now,
    );
    if (!delivery.isDelivered) throw new Error(`the bucket answered ${delivery.fault} ${delivery.status}`);
  },
});

export const syslogAnchor = (egress: Pick<Egress, 'send'>, address: string, host: string): Anchor => {
  const collector: SyslogCollector = { address, tenantId: null, authorities: [], identity: null };
  return {
    name: `syslog ${address}`.slice(0, 200),
    everyMs: minuteMs,
    put: (anchored) =>
      sendSyslog(egress, collector, [
        // Severity 5: normal, and significant.
        { severity: 5, at: anchored.signedAt, host, kind: 'audit.checkpoint', json: lineOf(anchored) },
      ]),
  };
};
