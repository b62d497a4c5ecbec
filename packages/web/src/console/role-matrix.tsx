/** What each role gives, permission by permission, with what gives it. */
import type { Permission, PermissionArea, RoleRef, RoleView } from '@wardroom/contract';
import { Lock } from 'lucide-react';
import { useMemo } from 'react';
import { useRoleName } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { AddressLink } from './address-link.tsx';
import { areaNames, areas } from './permissions.ts';
import { type Giving, givingsOf } from './roles.ts';
import { useAddress } from './use-address.ts';

interface MatrixProps {
  readonly roles: readonly RoleView[];
  readonly permissions: readonly Permission[];
  /** A phone has room for one. */
  readonly onPhone: RoleRef;
}

interface Shown {
  readonly role: RoleView;
  readonly givings: ReadonlyMap<Permission, Giving>;
}

export function RoleMatrix({ roles, permissions, onPhone }: MatrixProps) {
  const { t } = useTexts();
  const columns = useMemo(() => roles.map((role): Shown => ({ role, givings: givingsOf(role) })), [roles]);
  const rows = areaNames.flatMap((area) => {
    const held = areas[area].filter((permission) => permissions.includes(permission));
    return held.length === 0 ? [] : [[area, held] as const];
  });
  return (
    <>
      {/* What scrolls must be reachable by keyboard. */}
      <section
        className="matrix-frame"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: see above.
        tabIndex={0}
        aria-label={t('roles.matrix')}
      >
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col">{t('roles.permission')}</th>
              {columns.map(({ role }) => (
                <ColumnHead key={role.role} role={role} onPhone={role.role === onPhone} />
              ))}
            </tr>
          </thead>
          {rows.map(([area, held]) => (
            <AreaRows key={area} {...{ area, held, columns, onPhone }} />
          ))}
        </table>
      </section>
      <Legend />
    </>
  );
}

function ColumnHead({
  role: { role, locked, people, groups },
  onPhone,
}: {
  role: RoleView;
  onPhone: boolean;
}) {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const { subject, filters } = useAddress();
  return (
    <th scope="col" data-phone={onPhone} className={subject === role ? 'chosen' : undefined}>
      <AddressLink to={{ screen: 'roles', subject: role, filters }} className="row-link" data-row={role}>
        <bdi>{nameOf(role)}</bdi>
      </AddressLink>
      <span className="matrix-people">
        {locked ? <Lock size={11} aria-label={t('roles.locked')} /> : null}
        <span>{t('roles.people', { count: people })}</span>
        {/* Whoever is in one of them holds it, too. */}
        {groups === 0 ? null : <span> + {t('roles.groups', { count: groups })}</span>}
      </span>
    </th>
  );
}

interface AreaProps {
  readonly area: PermissionArea;
  readonly held: readonly Permission[];
  readonly columns: readonly Shown[];
  readonly onPhone: RoleRef;
}

function AreaRows({ area, held, columns, onPhone }: AreaProps) {
  const { t } = useTexts();
  return (
    <tbody>
      <tr className="matrix-area">
        <th scope="rowgroup">{t(`roles.area.${area}`)}</th>
        <td colSpan={columns.length} />
      </tr>
      {held.map((permission) => (
        <tr key={permission}>
          <th scope="row" title={permission}>
            {t(`roles.permission.${permission}`)}
          </th>
          {columns.map(({ role, givings }) => (
            <td key={role.role} data-phone={role.role === onPhone}>
              <GivingSign giving={givings.get(permission) ?? null} />
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** @returns why, in words */
export function useGivingWords(): (giving: Giving | null) => string {
  const { t } = useTexts();
  return (giving) => {
    if (giving === null) return t('roles.notGiven');
    if (giving === 'chosen') return t('roles.chosen');
    if (giving === 'before') return t('roles.broughtBefore');
    return t('roles.broughtBy', { permission: t(`roles.permission.${giving.because}`) });
  };
}

const signOf = (giving: Giving | null) =>
  giving === null ? 'none' : giving === 'chosen' ? 'chosen' : 'brought';

function GivingSign({ giving }: { giving: Giving | null }) {
  const words = useGivingWords()(giving);
  return (
    <span className="giving" title={words}>
      <span className={`giving-sign giving-${signOf(giving)}`} aria-hidden="true" />
      <span className="giving-words">{words}</span>
    </span>
  );
}

function Legend() {
  const { t } = useTexts();
  return (
    <p className="matrix-legend quiet">
      <span className="giving-sign giving-chosen" aria-hidden="true" /> {t('roles.legendChosen')}
      <span className="giving-sign giving-brought" aria-hidden="true" /> {t('roles.legendBrought')}
      <span className="giving-sign giving-none" aria-hidden="true" /> {t('roles.legendNone')}
    </p>
  );
}
