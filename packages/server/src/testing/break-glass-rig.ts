/** Break-glass in two tenants of a harness: what its suites ask again and again, with a clock that they move. */
import assert from 'node:assert/strict';
import {
  type AuditEntryView,
  type BreakGlassView,
  encodeId,
  type InputOf,
  type OperationName,
  type Operations,
  type OutputOf,
} from '@wardroom/contract';
import type { PresentedCredential } from '../kernel/call.ts';
import type { TenantFixture, Who } from './fixtures.ts';
import { createHarness } from './harness.ts';
import { MovableClock } from './identity.ts';
import { createPlatformHarness } from './platform.ts';

type Opened = OutputOf<Operations['breakGlass.open']>;
type Wanted = Partial<InputOf<Operations['breakGlass.open']>>;
export const reason = 'the only owner has lost both keys, ticket 4711';
export type BreakGlassRig = Awaited<ReturnType<typeof createBreakGlassRig>>;

export async function createBreakGlassRig() {
  const clock = new MovableClock();
  const h = await createHarness({ clock });
  const platform = createPlatformHarness(h);
  const operator = await platform.signedIn();
  const idOf = (tenant: TenantFixture) => encodeId('tenant', tenant.tenant.id);
  const ask = (input: object, credential: PresentedCredential = operator) =>
    platform.call('breakGlass.open', { tenantId: idOf(h.acme), reason, ...input }, credential);
  const open = (input: Wanted = {}) =>
    platform.succeed<Opened>('breakGlass.open', { tenantId: idOf(h.acme), reason, ...input }, operator);
  const redeem = (link: string, tenant = h.acme) =>
    h.call(tenant, { kind: 'none' }, 'sessions.redeem', { secret: link.split('#')[1] });
  const history = async (who: Who = 'owner'): Promise<BreakGlassView[]> =>
    (await h.succeed<OutputOf<Operations['breakGlass.history']>>(h.acme, who, 'breakGlass.history', {}))
      .accesses;
  return {
    ...{ h, clock, platform, operator, idOf, ask, open, redeem, history },
    async enter(input: Wanted = {}) {
      const { access, link } = await open(input);
      const { answer, sessionSecret = '' } = await redeem(link);
      assert.ok(answer.ok, JSON.stringify(answer));
      return { access, credential: { kind: 'session', secret: sessionSecret } as const };
    },
    async codeOf(who: Who | PresentedCredential, operation: OperationName, input: unknown = {}) {
      const { answer } = await h.call(h.acme, who, operation, input);
      return answer.ok ? 'ok' : answer.error.code;
    },
    principal: (who: Who) => ({ principalId: h.acme.principals[who].id }),
    async states(...ids: string[]) {
      const { accesses } = await platform.succeed<OutputOf<Operations['breakGlass.list']>>(
        'breakGlass.list',
        { limit: 200 },
        operator,
      );
      return ids.map((id) => accesses.find((one) => one.id === id)?.state);
    },
    async entriesOf(tenant: TenantFixture, type: string): Promise<AuditEntryView[]> {
      const { entries } = await h.succeed<OutputOf<Operations['audit.list']>>(
        tenant,
        'auditor',
        'audit.list',
        {
          limit: 200,
        },
      );
      return entries.filter((entry) => entry.type === type);
    },
    async close(): Promise<void> {
      await h.close();
      assert.deepEqual([h.bugs, platform.bugs], [[], []]);
    },
  };
}
