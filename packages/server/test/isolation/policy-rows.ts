/** Rows of policies, their settings and the log of decisions. */
import type { Row, TableName, WorldIds } from './world.ts';

const at = '2026-01-01T00:00:00Z';
const sealed = Buffer.alloc(8, 1);

/** The version is the tenant's own: no two tenants of these suites have the same. */
export const policyVersion = (w: WorldIds, version: number): Row => ({
  ...{ tenant_id: w.tenant, version, sealed, policy_count: 1, reason_sealed: sealed },
  ...{ created_by: w.owner, created_at: at },
});
export const policySettings = (tenantId: string, version: number | null): Row => ({
  ...{ tenant_id: tenantId, active_version: version, evaluated_version: version },
  updated_at: at,
});
export const decision = (w: WorldIds, id: string): Row => ({
  ...{ tenant_id: w.tenant, decision_id: id, at, principal_id: w.owner },
  ...{ operation: 'messages.send', permission: 'message.write', resource_kind: 'Channel' },
  ...{ allowed: false, by_policy: true, sealed },
});

export const policyRowsOf = (w: WorldIds, fill: number): readonly (readonly [TableName, Row])[] => [
  ['tenant.policy_versions', policyVersion(w, fill)],
  ['tenant.policy_settings', policySettings(w.tenant, fill)],
  ['tenant.decisions', decision(w, w.entry)],
];
