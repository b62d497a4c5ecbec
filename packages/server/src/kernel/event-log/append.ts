/** How the tenant event log grows: under the head lock, at commit, in one statement. */
import type { Uuid } from '@wardroom/contract';
import { instantArray, textArray, uuidArray } from '../database/binary-arrays.ts';
import type { LogEvent } from './event.ts';

/** First statement of every write: waits for its turn, then holds the order of the tenant. */
export const lockHead = {
  name: 'log.lockHead',
  text: 'select seq from tenant.heads where tenant_id = $1 for update',
};

export const appendEvents = {
  name: 'log.append',
  text: `insert into tenant.events (tenant_id, seq, type, at, actor_id, subject_id, channel_id, message_id, credential_id)
    select $1, $2::bigint + e.position, e.type, e.at, e.actor_id, e.subject_id, e.channel_id, e.message_id, e.credential_id
      from unnest($3::text[], $4::timestamptz[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[])
           with ordinality as e (type, at, actor_id, subject_id, channel_id, message_id, credential_id, position)`,
};

export const moveHead = {
  name: 'log.moveHead',
  text: 'update tenant.heads set seq = $2 where tenant_id = $1',
};

export function appendValues(tenantId: Uuid, headSeq: number, events: readonly LogEvent[]): unknown[] {
  return [
    tenantId,
    headSeq,
    textArray(events.map((event) => event.type)),
    instantArray(events.map((event) => event.at)),
    uuidArray(events.map((event) => event.actorId)),
    uuidArray(events.map((event) => event.subjectId ?? null)),
    uuidArray(events.map((event) => event.channelId ?? null)),
    uuidArray(events.map((event) => event.messageId ?? null)),
    uuidArray(events.map((event) => event.credentialId ?? null)),
  ];
}
