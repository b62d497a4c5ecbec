/** The harness with the modules of identity and administration, and what their tests ask again and again. */
import { createHash } from 'node:crypto';
import { type ErrorCode, operations, type Uuid } from '@wardroom/contract';
import type { KernelParts } from '../kernel/create-kernel.ts';
import { Passwords } from '../kernel/crypto/index.ts';
import type { Session, StatementObserver } from '../kernel/database/session.ts';
import type { StoredEvent } from '../kernel/event-log/event.ts';
import type { Outcome } from '../kernel/execute.ts';
import type { Implementation } from '../kernel/implementation.ts';
import { systemRandom } from '../kernel/random.ts';
import { accessImplementations } from '../modules/access/index.ts';
import { auditImplementations } from '../modules/audit/index.ts';
import { channelImplementations } from '../modules/channels/index.ts';
import { clientImplementations } from '../modules/clients/index.ts';
import { credentialImplementations } from '../modules/credentials/index.ts';
import { groupImplementations } from '../modules/groups/index.ts';
import { invitationImplementations } from '../modules/invitations/index.ts';
import { preferenceImplementations } from '../modules/preferences/index.ts';
import { principalImplementations } from '../modules/principals/index.ts';
import { roleImplementations } from '../modules/roles/index.ts';
import { createSignInThrottle, type SessionDeps, sessionImplementations } from '../modules/sessions/index.ts';
import { syncImplementations } from '../modules/sync/index.ts';
import { tenantImplementations } from '../modules/tenants/index.ts';
import type { TenantFixture } from './fixtures.ts';
import { createHarness, type Harness } from './harness.ts';
import { testEpoch } from './modules.ts';

export const goodPassword = 'seven violet tractors hum';

/** Time that a test moves forward; never behind the machine’s, or PostgreSQL would call contexts expired. */
export class MovableClock {
  #ahead = 0;

  now(): number {
    return Date.now() + this.#ahead;
  }

  advance(ms: number): void {
    this.#ahead += ms;
  }
}

export interface IdentityHarness extends Harness {
  readonly clock: MovableClock;
  readonly passwords: Passwords;
  /** Events of every tenant since the start. */
  readonly events: (StoredEvent & { readonly tenantId: Uuid })[];
  /** Names of the statements sent since the last look, in order. */
  takeStatements(): string[];
  /** Runs once, before the next statement of this name is sent. */
  onceBefore(statement: string, act: (session: Session) => Promise<void>): void;
  /** Creates a person with `goodPassword`. Returns the id. */
  hire(tenant: TenantFixture, handle: string, role?: string): Promise<string>;
  signIn(tenant: TenantFixture, name: string, password?: string): Promise<Outcome>;
}

export async function createIdentityHarness(): Promise<IdentityHarness> {
  const clock = new MovableClock();
  const events: IdentityHarness['events'] = [];
  const statements: string[] = [];
  const hooks = new Map<string, (session: Session) => Promise<void>>();
  const observer: StatementObserver = {
    async before({ session, statement }) {
      statements.push(statement);
      const hook = hooks.get(statement);
      hooks.delete(statement);
      await hook?.(session);
    },
  };
  const cost = { memoryKiB: 64, passes: 1, lanes: 1 };
  const passwords = new Passwords({ random: systemRandom, parallel: 2, maxWaiting: 500, cost });
  const harness = await createHarness({
    clock,
    observer,
    onCommitted: (tenantId, stored) => {
      events.push(...stored.map((event) => ({ ...event, tenantId })));
    },
    implementations: (parts) => modulesOf({ ...parts, passwords, throttle: createSignInThrottle({ clock }) }),
  });
  const { call, succeed } = checkingOutputs(harness, createFreshness(harness, clock));
  return {
    ...harness,
    call,
    succeed,
    clock,
    passwords,
    events,
    takeStatements: () => statements.splice(0),
    onceBefore: (statement, act) => hooks.set(statement, act),
    async hire(tenant, handle, role = 'member') {
      const input = { handle, displayName: `${handle} (person)`, password: goodPassword, role };
      const { principal } = await succeed<{ principal: { id: string } }>(
        tenant,
        'owner',
        'principals.create',
        input,
      );
      return principal.id;
    },
    signIn: (tenant, name, password = goodPassword) =>
      call(tenant, { kind: 'none' }, 'sessions.create', { name, password }),
  };
}

const modulesOf = (deps: KernelParts & SessionDeps): Implementation[] => [
  ...principalImplementations(deps),
  ...tenantImplementations(deps),
  ...sessionImplementations(deps),
  ...accessImplementations(),
  ...clientImplementations(deps),
  ...credentialImplementations(deps),
  ...roleImplementations(),
  ...auditImplementations(),
  ...channelImplementations(),
  ...groupImplementations(),
  ...preferenceImplementations(),
  ...invitationImplementations(deps),
  ...syncImplementations({ ...deps, epoch: () => testEpoch as never }),
];

/** People of the fixtures have always just proved who they are: where time moves, it does so for other reasons. */
function createFreshness({ admin, acme, globex }: Harness, clock: MovableClock): () => Promise<void> {
  const sessions = [acme, globex].flatMap(({ principals }) =>
    Object.values(principals).map(({ identity }) => identity.id),
  );
  let provedAt = clock.now();
  return async () => {
    if (clock.now() - provedAt < 60_000) return;
    provedAt = clock.now();
    await admin.query(
      'update tenant.sessions set authenticated_at = $2 where session_id = any ($1::uuid[])',
      [sessions, new Date(provedAt)],
    );
  };
}

/** What is answered has the shape that is promised, nothing more: strict schemas refuse extra fields. */
function checkingOutputs(harness: Harness, refresh: () => Promise<void>): Pick<Harness, 'call' | 'succeed'> {
  const call: Harness['call'] = async (tenant, who, operation, input, host) => {
    if (typeof who === 'string') await refresh();
    const outcome = await harness.call(tenant, who, operation, input, host);
    if (outcome.answer.ok) operations[operation].output.parse(outcome.answer.output);
    return outcome;
  };
  return {
    call,
    succeed: async (tenant, who, operation, input) => outputOf(await call(tenant, who, operation, input)),
  };
}

export const codeOf = ({ answer }: Outcome): ErrorCode | 'ok' => (answer.ok ? 'ok' : answer.error.code);

export function outputOf<T>({ answer }: Outcome): T {
  if (!answer.ok) throw answer.error;
  return answer.output as T;
}

/** Everything of an answer that a caller can see, and the statements behind it. */
export async function observed(harness: IdentityHarness, call: () => Promise<Outcome>) {
  harness.takeStatements();
  const { answer, sessionSecret } = await call();
  const seen = answer.ok
    ? { output: answer.output }
    : { code: answer.error.code, message: answer.error.message, options: answer.error.options };
  // Whoever is refused first in six hours has the log of decisions cut, whoever they are.
  const statements = harness
    .takeStatements()
    .filter((name, index, all) => name !== 'jobs.insert' || all[index - 1] !== 'policies.logDecisions');
  return { seen, sessionSecret, statements };
}

/** Every table of the database as text, and its fingerprint. */
export async function dump(harness: Harness): Promise<string> {
  const { rows } = await harness.admin.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { name } of rows) {
    const table = await harness.admin.query<{ text: string }>(`select t::text as text from ${name} t`);
    parts.push(`${name}\n${table.rows.map((row) => row.text).join('\n')}`);
  }
  return parts.join('\n');
}

/** The forms in which a secret could have been written down. */
export const tracesOf = (secret: string): string[] => {
  const bytes = Buffer.from(secret, 'utf8');
  const digest = createHash('sha256').update(secret).digest('hex');
  return [secret, bytes.toString('hex'), bytes.toString('base64').replace(/=+$/, ''), digest];
};
