/**
 * SQL of the search: statements that walk the log along one index, a bounded stretch at a time, and look at each entry
 * of the stretch for what the index does not tell. Which index, `search.ts` decides. The plan follows from the form of
 * the statement and not from what the planner guesses: LATERAL with a LIMIT is read once per value, in order.
 */
import type { Uuid } from '@wardroom/contract';
import { type QueryStatement, query } from '../../../kernel/database/statement.ts';
import type { EntryRow } from './entries.ts';

/** What the log is walked along. */
export type Route = 'whole' | 'class' | 'actor' | 'subject' | 'resource' | 'credential' | 'request';
export const idRoutes = ['request', 'credential', 'resource', 'subject', 'actor'] as const;
export type IdRoute = (typeof idRoutes)[number];

export const columns = (alias: string): string =>
  ['entry_id', 'at', 'type', 'store', 'outcome', 'actor_type', 'actor_id', 'subject_id', 'action']
    .concat(['resource_kind', 'resource_id', 'credential_id', 'request_id', 'count', 'sealed'])
    .map((column) => `${alias}.${column}`)
    .join(', ');

/** Every filter, on a row that is there already: $4 to $14. Null asks nothing. */
export const fits = (alias: string): string =>
  [
    ['actor_id', '$4::uuid'],
    ['subject_id', '$5::uuid'],
    ['resource_id', '$6::uuid'],
    ['credential_id', '$7::uuid'],
    ['request_id', '$8::uuid'],
    ['actor_type', '$9::text'],
    ['action', '$10::text'],
    ['outcome', '$11::text'],
  ]
    .map(([column, value]) => `(${value} is null or ${alias}.${column} = ${value})`)
    .concat(`($12::text[] is null or ${alias}.type = any ($12::text[]))`)
    .concat(`${alias}.at >= $13::timestamptz and ${alias}.at < $14::timestamptz`)
    .join('\n      and ');

/** Where a statement has its parameters: the id that a route follows, and the arrays that it unfolds. */
interface Places {
  readonly id: (route: IdRoute) => string;
  readonly limit: string;
  readonly arrays: readonly string[];
}
const inWalks: Places = {
  id: (route) => ({ actor: '$4', subject: '$5', resource: '$6', credential: '$7', request: '$8' })[route],
  limit: '$15',
  arrays: ['$17', '$18', '$19', '$20'],
};

const along = (column: IdRoute, { id, arrays }: Places) =>
  `unnest(${arrays[0]}::text[]) t (type) cross join lateral (
     select a.entry_id from tenant.audit_log a
      where a.tenant_id = $1 and a.${column}_id = ${id(column)}::uuid and a.type = t.type and`;
const sources: Readonly<Record<Route, (places: Places) => string>> = {
  whole: () => '(select a.entry_id from tenant.audit_log a where a.tenant_id = $1 and',
  class: ({
    arrays,
  }) => `unnest(${arrays.map((one) => `${one}::text[]`).join(', ')}) t (type, action, outcome, actor_type)
    cross join lateral (
     select a.entry_id from tenant.audit_log a
      where a.tenant_id = $1 and a.type = t.type and a.action = t.action and a.outcome = t.outcome
        and a.actor_type = t.actor_type and`,
  actor: (places) => along('actor', places),
  subject: (places) => along('subject', places),
  resource: (places) => along('resource', places),
  credential: (places) => along('credential', places),
  request: ({ id }) =>
    `(select a.entry_id from tenant.audit_log a where a.tenant_id = $1 and a.request_id = ${id('request')}::uuid and`,
};

/** Ids of one stretch, from one end of the span between $2 and $3, both left out. */
const stretch = (route: Route, order: 'asc' | 'desc', places: Places = inWalks): string =>
  `select s.entry_id from ${sources[route](places)} a.entry_id > $2::uuid and a.entry_id < $3::uuid
      order by a.entry_id ${order} limit ${places.limit}) s order by s.entry_id ${order} limit ${places.limit}`;

const opened = (own: string): string =>
  `cross join lateral (select ${own} from tenant.audit_log l
      where l.tenant_id = $1 and l.entry_id = n.entry_id limit 1) l`;

export interface WalkedRow extends EntryRow {
  /** How many entries the stretch had, and the last of them; on every row. */
  readonly looked: number;
  readonly reached: Uuid | null;
}

const walk = (route: Route, order: 'asc' | 'desc'): QueryStatement<WalkedRow> =>
  query<WalkedRow>(
    `audit.walk.${route}.${order}`,
    `with near as materialized (${stretch(route, order)})
     select (select count(*) from near) as looked,
            (select r.entry_id from near r order by r.entry_id ${order === 'asc' ? 'desc' : 'asc'} limit 1) as reached, f.*
       from (select true as always) one
       left join lateral (
         select l.* from near n ${opened(`l.index, null::text as credential_kind, ${columns('l')}`)}
          where ${fits('l')}
          order by l.entry_id ${order} limit $16) f on true`,
  );

export interface CountedRow {
  readonly at: number;
  /** Null, with the kind of actor, where only outcomes were asked for. */
  readonly type: string | null;
  readonly outcome: 'success' | 'failure' | 'blocked';
  readonly actor_type: string | null;
  readonly entries: number;
  readonly looked: number;
  readonly reached_at: number | null;
}

/** $16: length of a bucket in milliseconds. */
const countAlong = (route: Route): QueryStatement<CountedRow> =>
  query<CountedRow>(
    `audit.count.${route}`,
    `with near as materialized (${stretch(route, 'desc')}),
          rows as materialized (
            select l.* from near n ${opened('l.entry_id, l.at, l.type, l.outcome, l.actor_type, l.actor_id, l.subject_id, l.resource_id, l.credential_id, l.request_id, l.action')})
     select f.*, (select count(*) from near) as looked,
            (select r.at from rows r order by r.entry_id limit 1) as reached_at
       from (select true as always) one
       left join lateral (
         select date_bin($16 * interval '1 ms', l.at, '1970-01-01T00:00:00Z'::timestamptz) as at,
                l.type, l.outcome, l.actor_type, count(*) as entries
           from rows l where ${fits('l')} group by 1, 2, 3, 4) f on true`,
  );

const routes = Object.keys(sources) as Route[];
const table = <T>(of: (route: Route) => T): Readonly<Record<Route, T>> =>
  Object.fromEntries(routes.map((route) => [route, of(route)])) as Record<Route, T>;

export const walks = table((route) => ({ asc: walk(route, 'asc'), desc: walk(route, 'desc') }));
export const counts = table(countAlong);

export interface ClassRow {
  readonly type: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor_type: string;
}
/** What there is, among what is asked for. */
export const listClasses = query<ClassRow>(
  'audit.listClasses',
  `select c.type, c.action, c.outcome, c.actor_type from tenant.audit_classes c
    where c.tenant_id = $1 and ($2::text is null or c.actor_type = $2) and ($3::text is null or c.action = $3)
      and ($4::text is null or c.outcome = $4) and ($5::text[] is null or c.type = any ($5::text[]))
    order by c.type, c.action, c.outcome, c.actor_type`,
);

export interface ProbedRow {
  readonly found: number;
  /** The last of them. */
  readonly reached: Uuid | null;
}
/** The newest entries of a span along one index, as many as a limit says: how many, and how far back they lie. */
const probe = (route: Route, places: Places): QueryStatement<ProbedRow> =>
  query<ProbedRow>(
    `audit.probe.${route}`,
    `with near as materialized (${stretch(route, 'desc', places)})
     select (select count(*) from near) as found,
            (select r.entry_id from near r order by r.entry_id limit 1) as reached`,
  );
const ofId: Places = { id: () => '$5', limit: '$4', arrays: ['$6'] };
const ofClasses: Places = { ...ofId, arrays: ['$5', '$6', '$7', '$8'] };
export const probes: Readonly<Record<Exclude<Route, 'request' | 'whole'>, QueryStatement<ProbedRow>>> = {
  class: probe('class', ofClasses),
  actor: probe('actor', ofId),
  subject: probe('subject', ofId),
  resource: probe('resource', ofId),
  credential: probe('credential', ofId),
};

/** An id that the log, or what waits for it, has; of these stores only. */
export const findPosition = query<{ entry_id: Uuid }>(
  'audit.findPosition',
  `select a.entry_id from tenant.audit_log a
    where a.tenant_id = $1 and a.entry_id = $2 and ($3::text[] is null or a.store = any ($3::text[]))
   union all
   select b.entry_id from tenant.audit_outbox b
    where b.tenant_id = $1 and b.entry_id = $2 and ($3::text[] is null or b.store = any ($3::text[]))
   limit 1`,
);

/** What waits is little, and looked through as it is. */
const waiting = (order: 'asc' | 'desc'): QueryStatement<EntryRow> =>
  query<EntryRow>(
    `audit.waiting.${order}`,
    `select null::bigint as index, o.credential_kind, ${columns('o')} from tenant.audit_outbox o
      where o.tenant_id = $1 and o.entry_id > $2::uuid and o.entry_id < $3::uuid and ${fits('o')}
      order by o.entry_id ${order} limit $15`,
  );
export const waitings = { asc: waiting('asc'), desc: waiting('desc') } as const;
