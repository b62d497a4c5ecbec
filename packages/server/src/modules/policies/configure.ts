/** Where and when the tenant is, as policies see it, and how much of what is allowed is logged. */
import { WardroomError } from '@wardroom/contract';
import { workspace } from '../../kernel/authorise.ts';
import { type Implementation, implementCommand } from '../../kernel/implementation.ts';
import { type Breaker, type PolicyShelf, type SettingsRow, timeIn } from '../../kernel/policies/index.ts';
import { changeSettings, currentSettings, requireRevision, toState } from './state.ts';
import { requireWayBack } from './way-back.ts';

interface ConfigureDeps {
  readonly policyBreaker: Breaker;
  readonly policyShelf: PolicyShelf;
}

export const configurePolicies = ({ policyBreaker, policyShelf }: ConfigureDeps): Implementation =>
  implementCommand('policies.configure', {
    async run(tx, context, { revision, timeZone, region, samplePerMille }) {
      const permit = context.authorise('policies.manage', workspace);
      const settings = await currentSettings(tx);
      requireRevision(settings, revision);
      if (timeZone !== undefined) requireTimeZone(timeZone, context.at);
      const next: SettingsRow = {
        ...settings,
        time_zone: timeZone ?? settings.time_zone,
        region: region ?? settings.region,
        sample_per_mille: samplePerMille ?? settings.sample_per_mille,
      };
      const changed = (['time_zone', 'region', 'sample_per_mille'] as const).filter(
        (name) => next[name] !== settings[name],
      );
      if (changed.length === 0) return settings;
      const { active, handles } = policyShelf.at(tx.tenantId, context.authority.policiesVersion);
      // Elsewhere or at another hour a policy may say something else.
      if (active !== null) await requireWayBack(tx, context, { compiled: active.compiled, handles }, next);
      context.record(null, {
        metadata: { changed: changed.join(' '), timeZone: next.time_zone, region: next.region },
      });
      return changeSettings(tx, context, permit, next);
    },
    present: async ({ tenant }, settings) => ({ state: toState(settings, policyBreaker, tenant.id) }),
  });

function requireTimeZone(timeZone: string, at: number): void {
  try {
    timeIn(timeZone, at);
  } catch (error) {
    const message = 'there is no such time zone; name one as Europe/Berlin';
    throw new WardroomError('invalid_input', { problems: [{ path: '/timeZone', message }], cause: error });
  }
}
