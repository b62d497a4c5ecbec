/** What a role is called: built-in ones in the reader's language, custom ones as somebody named them. */
import type { RoleName, RoleRef, RoleView } from '@wardroom/contract';
import { useEffect } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { holds } from '../workspace/rights.ts';
import { loadRoles } from '../workspace/roles.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { roleTexts } from './person-texts.tsx';

export const isBuiltIn = (role: RoleRef): role is RoleName => Object.hasOwn(roleTexts, role);

const none: readonly RoleView[] = [];

/** Empty until they are known, and for whoever may not see roles. `wanted`: nothing is asked for what is not shown. */
export function useRoles(wanted = true): readonly RoleView[] {
  const workspace = useWorkspace();
  const mayAsk = holds(useSynced(), 'roles.read') && wanted;
  const stale = useSelect(({ rolesEpoch, rolesReadAt }) => rolesEpoch !== rolesReadAt);
  const roles = useSelect((state) => state.roles);
  useEffect(() => {
    if (mayAsk && stale) void loadRoles(workspace);
  }, [workspace, mayAsk, stale]);
  return (mayAsk ? roles : null) ?? none;
}

export function useRoleName(wanted = true): (role: RoleRef) => string {
  const { t } = useTexts();
  const roles = useRoles(wanted);
  return (role) =>
    isBuiltIn(role)
      ? t(roleTexts[role])
      : (roles.find((known) => known.role === role)?.name ?? t('people.role.custom'));
}

export function RoleText({ role }: { role: RoleRef }) {
  const nameOf = useRoleName(!isBuiltIn(role));
  return <bdi>{nameOf(role)}</bdi>;
}
