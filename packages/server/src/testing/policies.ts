/** Policies as a workspace saves them and lets them decide. */
import type { Operations, OutputOf, PolicySet } from '@wardroom/contract';
import type { TenantFixture, Who } from './fixtures.ts';
import type { Harness } from './harness.ts';

type State = OutputOf<Operations['policies.show']>['state'];

/** One policy for each text: `p0`, `p1`, … */
export const setOf = (texts: readonly string[], tests: PolicySet['tests'] = []): PolicySet => ({
  policies: texts.map((text, index) => ({ id: `p${index}`, title: `Policy ${index}`, text })),
  tests,
});

/** Saves them as the newest version and gives its number. */
export async function savePolicies(
  { succeed }: Pick<Harness, 'succeed'>,
  tenant: TenantFixture,
  set: PolicySet,
  who: Who = 'owner',
): Promise<number> {
  const { versions } = await succeed<OutputOf<Operations['policies.versions']>>(
    ...([tenant, who, 'policies.versions', { limit: 1 }] as const),
  );
  const basedOn = versions[0]?.version ?? 0;
  const { version } = await succeed<OutputOf<Operations['policies.save']>>(tenant, who, 'policies.save', {
    ...{ set, basedOn, reason: 'a test' },
  });
  return version.version;
}

/** Null: none decides. */
export async function activate(
  { succeed }: Pick<Harness, 'succeed'>,
  tenant: TenantFixture,
  version: number | null,
  mode: 'enforce' | 'evaluate' = 'enforce',
): Promise<State> {
  const shown = await succeed<{ state: State }>(tenant, 'owner', 'policies.show', {});
  const { state } = await succeed<{ state: State }>(tenant, 'owner', 'policies.activate', {
    ...{ version, mode, revision: shown.state.revision, reason: 'a test' },
  });
  return state;
}

/** Saves them and lets them decide. */
export async function enforce(
  harness: Pick<Harness, 'succeed'>,
  tenant: TenantFixture,
  ...texts: readonly string[]
): Promise<number> {
  const version = await savePolicies(harness, tenant, setOf(texts));
  await activate(harness, tenant, version);
  return version;
}
