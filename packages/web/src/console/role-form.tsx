import type { Person, RoleRef, RoleView } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useRoleName, useRoles } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { CliLines } from './cli-line.tsx';
import { commands } from './command-lines.ts';
import { useTitles } from './role-preview.tsx';
import { assignableRoles, roleChange, roleWord } from './roles.ts';

/** Another role for a person, with what it gives and takes before it is done. */
export function RoleForm({ person }: { person: Person }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { permissions } = useSynced();
  const roles = useRoles();
  const nameOf = useRoleName();
  const offered: readonly RoleRef[] = assignableRoles(roles, permissions).filter((name) => name !== 'agent');
  const [role, setRole] = useState<RoleRef>(person.role);
  const roleOptions = useRoleOptions(offered, person.role);
  const send = useCallback(async () => {
    await call('roles.assign', { principalId: person.id, role });
  }, [call, person.id, role]);
  const { busy, failure, submit } = useSubmission(send);
  if (roles.length > 0 && !offered.includes(person.role))
    return (
      <section className="drawer-part">
        <h3>{t('console.people.roleTitle')}</h3>
        <p className="quiet">{t('console.people.roleAbove', { role: nameOf(person.role) })}</p>
      </section>
    );
  return (
    <section className="drawer-part">
      <form onSubmit={submit}>
        <SelectField
          label={t('people.role')}
          value={role}
          options={roleOptions}
          hint={role === person.role ? t('console.people.roleHint') : undefined}
          onChange={setRole}
        />
        {role === person.role ? null : <Difference roles={roles} from={person.role} to={role} />}
        <FormNotice failure={failure} />
        {role === person.role ? null : (
          <>
            <button type="submit" className="button primary" disabled={busy}>
              {t('console.people.roleSave', { role: nameOf(role) })}
            </button>
            <CliLines lines={[commands.assignRole(person.handle, roleWord(roles, role))]} />
          </>
        )}
      </form>
    </section>
  );
}

/** Those above one's own are shown, so that nobody looks for them, and cannot be chosen. */
function useRoleOptions(offered: readonly RoleRef[], held: RoleRef) {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const known = useRoles().filter(({ role }) => role !== 'agent');
  const refs = known.length === 0 ? [held] : known.map(({ role }) => role);
  return refs.map((ref) => {
    const closed = known.length > 0 && !offered.includes(ref);
    const role = nameOf(ref);
    return [ref, closed ? t('roles.aboveOwn', { role }) : role, closed] as const;
  });
}

function Difference({ roles, from, to }: { roles: readonly RoleView[]; from: RoleRef; to: RoleRef }) {
  const { t } = useTexts();
  const titles = useTitles();
  const { gains, loses } = roleChange(roles, from, to);
  return (
    <div className="difference">
      {gains.length === 0 ? null : (
        <p className="gains">
          <strong>{t('console.people.gains', { count: gains.length })}</strong> {titles(gains)}
        </p>
      )}
      {loses.length === 0 ? null : (
        <p className="loses">
          <strong>{t('console.people.loses', { count: loses.length })}</strong> {titles(loses)}
        </p>
      )}
      <p className="quiet">{t('console.people.roleAtOnce')}</p>
    </div>
  );
}
