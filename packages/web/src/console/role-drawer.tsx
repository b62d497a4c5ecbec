/** One role: what it gives and why, who holds it, and what can be done with it. */
import type { RoleView } from '@wardroom/contract';
import { useRoleName } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { IdText } from '../ui/id.tsx';
import { holds } from '../workspace/rights.ts';
import { isWithin } from '../workspace/roles.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { AddressLink } from './address-link.tsx';
import { Drawer } from './drawer.tsx';
import { areaNames, areas } from './permissions.ts';
import { RoleDeletion } from './role-deletion.tsx';
import { useGivingWords } from './role-matrix.tsx';
import type { Saved } from './role-saved.tsx';
import { givingsOf, newRole } from './roles.ts';
import { Moment } from './when.tsx';

interface RoleDrawerProps {
  readonly role: RoleView;
  readonly onDeleted: (saved: Saved) => void;
}

export function RoleDrawer({ role, onDeleted }: RoleDrawerProps) {
  const { t } = useTexts();
  const nameOf = useRoleName();
  const synced = useSynced();
  const mayManage = holds(synced, 'roles.manage');
  const within = isWithin(role, synced.permissions);
  return (
    <Drawer title={<bdi>{nameOf(role.role)}</bdi>}>
      {role.description === '' ? null : <p>{role.description}</p>}
      <RoleFacts role={role} />
      {mayManage ? (
        <>
          <div className="row">
            {role.locked || !within ? null : (
              <AddressLink
                className="button primary"
                to={{ screen: 'roles', subject: role.role, filters: { edit: 'yes' } }}
              >
                {t('roles.edit')}
              </AddressLink>
            )}
            <AddressLink
              className="button"
              to={{ screen: 'roles', subject: newRole, filters: { copy: role.role } }}
            >
              {t('roles.copy')}
            </AddressLink>
          </div>
          {role.locked ? <p className="quiet">{t('roles.lockedHint')}</p> : null}
          {!role.locked && !within ? <p className="quiet">{t('roles.above')}</p> : null}
        </>
      ) : null}
      <Given role={role} />
      {mayManage && within && !role.locked ? <RoleDeletion role={role} onDeleted={onDeleted} /> : null}
    </Drawer>
  );
}

function RoleFacts({ role: { role, locked, people, groups, updatedAt } }: { role: RoleView }) {
  const { t } = useTexts();
  const synced = useSynced();
  return (
    <Facts>
      <Fact label={t('roles.held')}>
        <AddressLink className="inline-link" to={{ screen: 'people', filters: { role } }}>
          {t('roles.people', { count: people })}
        </AddressLink>
      </Fact>
      {groups === 0 ? null : <Fact label={t('roles.givenBy')}>{t('roles.groups', { count: groups })}</Fact>}
      {updatedAt === null ? null : (
        <Fact label={t('roles.changed')}>
          <Moment at={updatedAt} />
        </Fact>
      )}
      {locked ? null : (
        <Fact label={t('console.id')}>
          <IdText id={role} what={t('console.id')} />
        </Fact>
      )}
      {locked || !holds(synced, 'audit.view') ? null : (
        <Fact label={t('console.audit.title')}>
          <AddressLink className="inline-link" to={{ screen: 'audit', filters: { about: role } }}>
            {t('console.people.audit')}
          </AddressLink>
        </Fact>
      )}
    </Facts>
  );
}

function Given({ role }: { role: RoleView }) {
  const { t } = useTexts();
  const wordsOf = useGivingWords();
  const givings = givingsOf(role);
  const groups = areaNames.flatMap((area) => {
    const held = areas[area].filter((permission) => givings.has(permission));
    return held.length === 0 ? [] : [[area, held] as const];
  });
  return (
    <section className="drawer-part">
      <h3>{t('roles.gives', { count: givings.size })}</h3>
      {groups.map(([area, held]) => (
        <section key={area} className="given" aria-label={t(`roles.area.${area}`)}>
          <h4>{t(`roles.area.${area}`)}</h4>
          <ul>
            {held.map((permission) => {
              const giving = givings.get(permission) ?? null;
              return (
                <li key={permission} title={permission}>
                  {t(`roles.permission.${permission}`)}
                  {giving === 'chosen' ? null : <span className="quiet"> {wordsOf(giving)}</span>}
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </section>
  );
}
