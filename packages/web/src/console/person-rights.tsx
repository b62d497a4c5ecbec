/** What somebody may do by their role and by groups, and which of them gives it. */
import { useQuery } from '@tanstack/react-query';
import type { GroupView, Permission, Person, RoleRef } from '@wardroom/contract';
import { useRoleName, useRoles } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { holds } from '../workspace/rights.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { AddressLink } from './address-link.tsx';
import { areaNames, areas } from './permissions.ts';
import { type Source, sourcesOf } from './roles.ts';

const none: readonly GroupView[] = [];

/** The groups that somebody is in and one sees. */
function useGroupsOf(principalId: Person['id']): readonly GroupView[] {
  const { call } = useWorkspace();
  const rolesEpoch = useSelect((state) => state.rolesEpoch);
  const { data } = useQuery({
    queryKey: ['groups.of', principalId, rolesEpoch],
    queryFn: () => call('groups.list', { principalId, limit: 500 }),
    enabled: holds(useSynced(), 'groups.read'),
  });
  return data?.groups ?? none;
}

export function PersonRights({ person }: { person: Person }) {
  const { t } = useTexts();
  const synced = useSynced();
  const roles = useRoles();
  const sources = sourcesOf(person.role, useGroupsOf(person.id));
  const given = new Map<Permission, Source[]>();
  for (const source of sources)
    for (const permission of roles.find(({ role }) => role === source.role)?.permissions ?? [])
      given.set(permission, [...(given.get(permission) ?? []), source]);
  if (roles.length === 0) return null;
  return (
    <section className="drawer-part">
      <h3>{t('roles.effective')}</h3>
      <p className="quiet">{t('roles.effectiveHint')}</p>
      <ul className="given-sources">
        {sources.map((source) => (
          <li key={`${source.role} ${source.group?.id ?? ''}`}>
            <SourceLink source={source} />
          </li>
        ))}
      </ul>
      {holds(synced, 'groups.view_hidden') ? null : <p className="quiet">{t('roles.groupsUnseen')}</p>}
      <details>
        <summary>{t('roles.effectiveCount', { count: given.size })}</summary>
        <Listed given={given} several={sources.length > 1} />
      </details>
    </section>
  );
}

function useSourceWords(): (source: Source) => string {
  const { t } = useTexts();
  const nameOf = useRoleName();
  return ({ role, group }) =>
    group === null
      ? t('roles.fromRole', { role: nameOf(role) })
      : t('roles.fromGroup', { role: nameOf(role), group: group.name });
}

function SourceLink({ source }: { source: Source }) {
  const wordsOf = useSourceWords();
  return (
    <AddressLink className="inline-link" to={{ screen: 'roles', subject: source.role as RoleRef }}>
      {wordsOf(source)}
    </AddressLink>
  );
}

interface ListedProps {
  readonly given: ReadonlyMap<Permission, readonly Source[]>;
  /** Where there is one source, it needs no naming line by line. */
  readonly several: boolean;
}

function Listed({ given, several }: ListedProps) {
  const { t, locale } = useTexts();
  const wordsOf = useSourceWords();
  const list = new Intl.ListFormat(locale, { type: 'unit' });
  return areaNames.map((area) => {
    const held = areas[area].filter((permission) => given.has(permission));
    return held.length === 0 ? null : (
      <section key={area} className="given" aria-label={t(`roles.area.${area}`)}>
        <h4>{t(`roles.area.${area}`)}</h4>
        <ul>
          {held.map((permission) => (
            <li key={permission} title={permission}>
              {t(`roles.permission.${permission}`)}
              {several ? (
                <span className="quiet"> {list.format((given.get(permission) ?? []).map(wordsOf))}</span>
              ) : null}
            </li>
          ))}
        </ul>
      </section>
    );
  });
}
