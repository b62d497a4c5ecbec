/** Violations of the constraints of policies, their settings and the log of decisions. */
import { decision, policySettings, policyVersion } from '../isolation/policy-rows.ts';
import type { Row, WorldIds } from '../isolation/world.ts';

/** Rows that the tables accept beside those of `policyRowsOf(…, 0x10)`. */
export const freshPolicyRows = (w: WorldIds): Readonly<Record<string, Row>> => ({
  'tenant.policy_versions': policyVersion(w, 0x70),
  'tenant.policy_settings': policySettings(w.fresh, null),
  'tenant.decisions': decision(w, w.fresh),
});

/** 0x20 is a version of the other tenant alone. */
export const policyViolations = (w: WorldIds, foreign: WorldIds): Readonly<Record<string, Row>> => ({
  'tenant.decisions decisions_key': { decision_id: w.entry },
  'tenant.heads heads_policies_version_check': { policies_version: -1 },
  'tenant.policy_settings policy_settings_activation_is_whole': { activated_by: w.owner },
  'tenant.policy_settings policy_settings_activator': {
    activated_at: new Date(0),
    activated_by: foreign.owner,
  },
  'tenant.policy_settings policy_settings_active': { active_version: 0x20 },
  'tenant.policy_settings policy_settings_evaluated': { evaluated_version: 0x20 },
  'tenant.policy_settings policy_settings_evaluated_allowances_check': { evaluated_allowances: -1 },
  'tenant.policy_settings policy_settings_evaluated_denials_check': { evaluated_denials: -1 },
  'tenant.policy_settings policy_settings_key': { tenant_id: w.tenant },
  'tenant.policy_settings policy_settings_region_check': { region: 'r'.repeat(65) },
  'tenant.policy_settings policy_settings_revision_check': { revision: 0 },
  'tenant.policy_settings policy_settings_sample_per_mille_check': { sample_per_mille: 1_001 },
  'tenant.policy_settings policy_settings_time_zone_check': { time_zone: 'z'.repeat(65) },
  'tenant.policy_versions policy_versions_creator': { created_by: foreign.owner },
  'tenant.policy_versions policy_versions_key': { version: 0x10 },
  'tenant.policy_versions policy_versions_policy_count_check': { policy_count: -1 },
  'tenant.policy_versions policy_versions_version_check': { version: 0 },
});
