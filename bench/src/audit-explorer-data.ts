/**
 * An audit log as a workspace of some thousand people would have after ninety days, made inside PostgreSQL: three fifths
 * are messages, one bot does a tenth of everything, few people do most, and what matters to an auditor is rare.
 */
import type { Uuid } from '@wardroom/contract';
import type pg from 'pg';

export const days = 90;
export const endedAt = Date.UTC(2026, 10, 20);
export const startedAt = endedAt - days * 86_400_000;

/** Of 10,000 entries so many. */
const kinds: readonly (readonly [
  share: number,
  type: string,
  action: string,
  outcome: string,
  resource: 'Message' | 'Channel' | 'Principal' | 'Session' | 'Token',
])[] = [
  [6000, 'message.sent', 'messages.send', 'success', 'Message'],
  [1500, 'message.reaction_added', 'reactions.add', 'success', 'Message'],
  [600, 'session.created', 'sessions.create', 'success', 'Session'],
  [500, 'token.issued', 'tokens.issue', 'success', 'Token'],
  [400, 'message.edited', 'messages.edit', 'success', 'Message'],
  [300, 'request.refused', 'messages.send', 'blocked', 'Channel'],
  [200, 'channel.member_added', 'channels.addMember', 'success', 'Channel'],
  [150, 'audit.viewed', 'audit.list', 'success', 'Principal'],
  [100, 'request.refused', 'channels.get', 'blocked', 'Channel'],
  [90, 'request.refused', 'sessions.create', 'failure', 'Principal'],
  [80, 'message.redacted', 'messages.redact', 'success', 'Message'],
  [40, 'channel.created', 'channels.create', 'success', 'Channel'],
  [20, 'request.refused', 'principals.suspend', 'blocked', 'Principal'],
  [10, 'role.assigned', 'roles.assign', 'success', 'Principal'],
  [6, 'principal.created', 'principals.create', 'success', 'Principal'],
  [3, 'credential.issued', 'credentials.issue', 'success', 'Principal'],
  [1, 'principal.suspended', 'principals.suspend', 'success', 'Principal'],
];
const shares = kinds.reduce((sum, [share]) => sum + share, 0);

/** Ids of whom and what the entries name; `n` 0 is the busiest. */
const named = (kind: string, n: string) => `md5('${kind}' || ${n})::uuid`;
export const people = 3_000;
export const channels = 800;

const logIndexes = ['class', 'actor', 'subject', 'resource', 'credential', 'request'];

/** Loads without the indexes and makes them again as they were. */
export async function fillLog(
  client: pg.PoolClient,
  tenants: readonly (readonly [tenantId: Uuid, entries: number])[],
): Promise<void> {
  const { rows } = await client.query<{ indexname: string; indexdef: string }>(
    "select indexname, indexdef from pg_indexes where schemaname = 'tenant' and indexname = any ($1)",
    [logIndexes.map((name) => `audit_log_by_${name}`)],
  );
  for (const { indexname } of rows) await client.query(`drop index tenant.${indexname}`);
  await client.query(
    'create temporary table kinds (from_share int, to_share int, type text, action text, outcome text, resource text)',
  );
  let from = 0;
  for (const [share, ...rest] of kinds) {
    await client.query('insert into kinds values ($1, $2, $3, $4, $5, $6)', [from, from + share, ...rest]);
    from += share;
  }
  await client.query('analyze kinds');
  for (const [tenantId, entries] of tenants)
    for (let index = 0; index < entries; index += chunk)
      await fillChunk(client, tenantId, { index, entries });
  for (const { indexdef } of rows) await client.query(indexdef);
  await client.query(
    `insert into tenant.audit_classes (tenant_id, type, action, outcome, actor_type)
     select distinct tenant_id, type, action, outcome, actor_type from tenant.audit_log on conflict do nothing`,
  );
  await client.query(
    `insert into tenant.audit_rollups (tenant_id, hour, type, action, outcome, actor_type, entries)
     select tenant_id, date_bin('1 hour', at, '1970-01-01T00:00:00Z'), type, action, outcome, actor_type, count(*)
       from tenant.audit_log group by 1, 2, 3, 4, 5, 6`,
  );
  await client.query('vacuum analyze tenant.audit_log');
  await client.query('vacuum analyze tenant.audit_rollups');
  await client.query('vacuum analyze tenant.audit_openings');
  await client.query('checkpoint');
}

const chunk = 250_000;

/** Numbers that look drawn and are the same in every run. */
const drawn = (salt: number, below: string) =>
  `((hashint8extended(g, ${salt}) & 9007199254740991) % (${below}))`;

async function fillChunk(
  client: pg.PoolClient,
  tenantId: Uuid,
  { index, entries }: { readonly index: number; readonly entries: number },
): Promise<void> {
  const last = Math.min(index + chunk, entries) - 1;
  await client.query(
    `insert into tenant.audit_log (tenant_id, index, entry_id, at, sequenced_at, type, store, outcome, actor_type, actor_id,
       subject_id, action, resource_kind, resource_id, credential_id, request_id, count, sealed, leaf_hash)
     select $1::uuid, g, (lpad(to_hex(ms), 12, '0') || '7' || substr(tail, 1, 3) || 'b' || substr(tail, 4, 15))::uuid,
            to_timestamp(ms / 1000.0), to_timestamp(ms / 1000.0), k.type, 'both', k.outcome,
            case when is_bot then 'bot' else 'person' end, actor,
            case when k.resource = 'Principal' then ${named('person', `${drawn(5, `${people}`)}`)} end,
            k.action, k.resource,
            case k.resource when 'Channel' then ${named('channel', `floor(power(${drawn(6, '1000000')} / 1e6, 3) * ${channels})`)}
                            when 'Principal' then ${named('person', `${drawn(5, `${people}`)}`)}
                            else md5('thing' || g)::uuid end,
            case when is_bot then ${named('key', "'bot'")} else md5(actor::text || g * 60 / $4::bigint)::uuid end,
            (lpad(to_hex(ms), 12, '0') || '7' || substr(tail, 5, 3) || 'a' || substr(tail, 9, 15))::uuid,
            1, decode(repeat('5a', 180), 'hex'), sha256(convert_to(g::text, 'UTF8'))
       from (select g, ($5::bigint + g * ($6::bigint - $5::bigint) / $4::bigint) as ms, md5($1::uuid::text || g) as tail,
                    ${drawn(1, '10')} = 0 as is_bot,
                    ${drawn(2, `${shares}`)} as share
               from generate_series($2::bigint, $3::bigint) g) e
       join kinds k on e.share >= k.from_share and e.share < k.to_share
      cross join lateral (
        select case when is_bot and k.type in ('message.sent', 'message.reaction_added', 'request.refused', 'token.issued')
                    then ${named('bot', '0')}
                    else ${named('person', `floor(power(${drawn(3, '1000000')} / 1e6, 3) * ${people})`)} end as actor) a
      order by g`,
    [tenantId, index, last, entries, startedAt, endedAt],
  );
  // What is personal of one entry in ten: that many would be there after erasure and pruning, and the disk is small.
  await client.query(
    `insert into tenant.audit_openings (tenant_id, entry_id, field, subject_id, sealed)
     select l.tenant_id, l.entry_id, 'address', l.actor_id, '\\x00' from tenant.audit_log l
      where l.tenant_id = $1 and l.index between $2 and $3 and l.index % 10 = 0`,
    [tenantId, index, last],
  );
}
