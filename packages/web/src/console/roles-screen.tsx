import type { RoleView } from '@wardroom/contract';
import { Plus } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useRoleName } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty, Notice } from '../ui/parts.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { Drawer } from './drawer.tsx';
import { ClearFilters, SelectFilter, TextFilter } from './filters.tsx';
import { Page } from './page.tsx';
import { Skeleton } from './pages.tsx';
import { RoleDrawer } from './role-drawer.tsx';
import { RoleEditor } from './role-editor.tsx';
import { RoleMatrix } from './role-matrix.tsx';
import { RoleSaved, type Saved } from './role-saved.tsx';
import { newRole } from './roles.ts';
import { useAddress } from './use-address.ts';
import { useFound } from './use-found.ts';
import { useRoleList } from './use-role-list.ts';

/** Columns beyond this are chosen in the filter. */
const mostColumns = 40;

export function RolesScreen() {
  const { t } = useTexts();
  const { subject, filters } = useAddress();
  const mayManage = holds(useSynced(), 'roles.manage');
  const { roles, failure, reload } = useRoleList();
  const [saved, setSaved] = useState<Saved | null>(null);
  if (roles === null)
    return (
      <Page title={t('roles.title')} lead={t('roles.lead')}>
        {failure === null ? <Skeleton /> : <Notice failure={failure} />}
        {failure === null ? null : (
          <button type="button" className="button" onClick={reload}>
            {t('console.tryAgain')}
          </button>
        )}
      </Page>
    );
  const chosen = roles.find(({ role }) => role === subject) ?? null;
  const editing = subject === newRole || (filters.edit !== undefined && subject !== null);
  if (editing && mayManage)
    return <RoleEditor key={`${subject}${filters.copy ?? ''}`} roles={roles} onSaved={setSaved} />;
  return (
    <Overview {...{ roles, mayManage }} saved={saved} onSaved={setSaved}>
      {subject === null || subject === newRole ? null : chosen === null ? (
        <Drawer title={t('roles.gone')}>
          <p className="quiet">{t('roles.goneHint')}</p>
        </Drawer>
      ) : (
        <RoleDrawer key={chosen.role} role={chosen} onDeleted={setSaved} />
      )}
    </Overview>
  );
}

interface OverviewProps {
  readonly roles: readonly RoleView[];
  readonly mayManage: boolean;
  readonly saved: Saved | null;
  readonly onSaved: (saved: Saved | null) => void;
  /** The drawer. */
  readonly children: ReactNode;
}

function Overview({ roles, mayManage, saved, onSaved, children }: OverviewProps) {
  const { t } = useTexts();
  const { subject, filters, go } = useAddress();
  const options = useRoleOptions(roles);
  const lacking = filters.edit !== undefined || subject === newRole;
  return (
    <Page
      title={t('roles.title')}
      lead={t('roles.lead')}
      actions={
        mayManage ? (
          <button
            type="button"
            className="button primary"
            onClick={() => go({ screen: 'roles', subject: newRole, filters: {} })}
          >
            <Plus size={15} aria-hidden="true" /> {t('roles.create')}
          </button>
        ) : undefined
      }
      search={<TextFilter label={t('roles.find')} />}
      filters={
        <>
          <SelectFilter name="role" label={t('roles.role')} options={options} />
          <ClearFilters />
        </>
      }
      drawer={children}
    >
      {lacking ? (
        <p className="notice" role="status">
          {t('roles.noLonger')}
        </p>
      ) : null}
      {saved === null ? null : <RoleSaved saved={saved} onChange={onSaved} />}
      <Matrix roles={roles} options={options} />
      {mayManage && roles.every(({ locked }) => locked) ? (
        <Empty title={t('roles.none')}>{t('roles.noneHint')}</Empty>
      ) : null}
    </Page>
  );
}

interface ShownProps {
  readonly roles: readonly RoleView[];
  readonly options: readonly (readonly [string, string])[];
}

function Matrix({ roles, options }: ShownProps) {
  const { t } = useTexts();
  const { filters, setFilter } = useAddress();
  const permissions = useFound(filters.q ?? '');
  // Those of one's own making first: that is what somebody comes for.
  const ordered = [...roles.filter(({ locked }) => !locked), ...roles.filter(({ locked }) => locked)];
  const wanted = ordered.filter(({ role }) => filters.role === undefined || role === filters.role);
  const found = wanted.length === 0 ? ordered : wanted;
  const shown = found.slice(0, mostColumns);
  const onPhone = shown[0]?.role ?? 'member';
  const hidden = found.length - shown.length;
  if (permissions.length === 0) return <Empty title={t('roles.noneFound')} />;
  return (
    <>
      <div className="matrix-phone">
        <SelectField
          label={t('roles.role')}
          value={onPhone as string}
          options={options}
          onChange={(role) => setFilter('role', role)}
        />
      </div>
      <RoleMatrix roles={shown} permissions={permissions} onPhone={onPhone} />
      {hidden > 0 ? <p className="quiet">{t('roles.more', { count: hidden })}</p> : null}
    </>
  );
}

function useRoleOptions(roles: readonly RoleView[]): readonly (readonly [string, string])[] {
  const nameOf = useRoleName();
  return roles.map(({ role }) => [role, nameOf(role)] as const);
}
