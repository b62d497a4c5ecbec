/** Who is in a group, from where, and who manages it. */
import type { GroupMember, GroupView, Person } from '@wardroom/contract';
import { Lock, ShieldMinus, ShieldPlus, UserMinus, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useRoleName, useRoles } from '../../account/role-text.tsx';
import { indexOf, manages, pathOf } from '../../groups/tree.ts';
import { useTexts } from '../../i18n/use-texts.ts';
import { Avatar, IconButton, Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { isWithin } from '../../workspace/roles.ts';
import { compare } from '../../workspace/titles.ts';
import { useSelect, useSynced, useWorkspace } from '../../workspace/use-workspace.ts';
import { Skeleton, usePages } from '../pages.tsx';
import { AddPeople } from './add-people.tsx';
import { type Asked, MemberAct } from './member-act.tsx';
import type { GroupPartProps } from './part-props.ts';

/** As many as are read by looking; more come on request. */
const page = 100;

function useMembers(groupId: GroupView['id']) {
  const { call } = useWorkspace();
  const epoch = useSelect(({ groupsEpoch }) => groupsEpoch);
  return usePages<GroupMember>(['groups.members', groupId, epoch], async (after) => {
    const { members, next } = await call('groups.members', {
      ...{ groupId, effective: true, limit: page },
      ...(after === undefined ? {} : { after: after as GroupMember['principalId'] }),
    });
    return { rows: members, next };
  });
}

/** Nobody brings others into a role, or out of it, that is above their own. */
function useBeyond({ group, groups }: GroupPartProps): readonly string[] {
  const { permissions } = useSynced();
  const nameOf = useRoleName();
  const roles = useRoles();
  const conferred = new Set(pathOf(indexOf(groups), group).flatMap(({ confers }) => confers));
  return roles
    .filter((one) => conferred.has(one.role) && !isWithin(one, permissions))
    .map((one) => nameOf(one.role));
}

export function GroupMembers({ group, groups }: GroupPartProps) {
  const { t, locale } = useTexts();
  const { permissions, people, me } = useSynced();
  const pages = useMembers(group.id);
  const beyond = useBeyond({ group, groups });
  const [asked, setAsked] = useState<Asked | null>(null);
  const [adding, setAdding] = useState(false);
  const managed = manages(permissions, group);
  const rows = (pages.rows ?? []).map((member) => {
    const person = member.principalId === me.id ? me : people[member.principalId];
    return { member, person, name: person?.displayName ?? t('console.unseen') };
  });
  // Managers first: they are whom one looks for.
  const sorted = rows.toSorted(
    (a, b) =>
      Number(b.member.role === 'manager') - Number(a.member.role === 'manager') || compare(a.name, b.name),
  );
  return (
    <section className="drawer-part group-part">
      <h3>{t('groups.members')}</h3>
      {managed && beyond.length > 0 ? (
        <p className="quiet">{t('groups.above', { roles: new Intl.ListFormat(locale).format(beyond) })}</p>
      ) : null}
      {managed && beyond.length === 0 ? (
        <button type="button" className="button" onClick={() => setAdding(true)}>
          <UserPlus size={15} aria-hidden="true" /> {t('groups.add')}
        </button>
      ) : null}
      {pages.failure === null ? null : <Notice failure={failureOf(pages.failure)} />}
      {pages.rows === null && pages.failure === null ? <Skeleton /> : null}
      {pages.rows?.length === 0 ? (
        <p className="quiet">{t(group.members === null ? 'groups.membersUnseen' : 'groups.noMembers')}</p>
      ) : null}
      <ul className="people group-people" aria-label={t('groups.members')}>
        {sorted.map(({ member, person, name }) => (
          <Line
            key={member.principalId}
            {...{ member, person, name, groups }}
            acts={managed && beyond.length === 0 ? (act) => setAsked({ act, member, name }) : null}
          />
        ))}
      </ul>
      {pages.hasMore ? (
        <button type="button" className="button small" disabled={pages.busy} onClick={pages.loadMore}>
          {t(pages.busy ? 'console.loading' : 'console.loadMore')}
        </button>
      ) : null}
      {asked === null ? null : <MemberAct group={group} asked={asked} onClose={() => setAsked(null)} />}
      {adding ? (
        <AddPeople group={group} groups={groups} inside={pages.rows ?? []} onClose={() => setAdding(false)} />
      ) : null}
    </section>
  );
}

interface LineProps {
  readonly member: GroupMember;
  /** undefined: somebody whom one does not see. */
  readonly person: Person | undefined;
  readonly name: string;
  readonly groups: readonly GroupView[];
  /** null: one may not change it. */
  readonly acts: ((act: Asked['act']) => void) | null;
}

function Line({ member, person, name, groups, acts }: LineProps) {
  const { t } = useTexts();
  const { principalId, role, sources } = member;
  const isManager = role === 'manager';
  const direct = sources.length > 0;
  return (
    <li className="person">
      <Avatar id={principalId} name={name} kind={person?.kind ?? 'person'} />
      <span className="person-text">
        <bdi className="person-name">{name}</bdi>
        <span className="quiet">
          <Whence member={member} groups={groups} />
        </span>
      </span>
      {isManager ? <span className="chip">{t('groups.manager')}</span> : null}
      {acts === null || !direct ? null : (
        <>
          <IconButton
            icon={isManager ? ShieldMinus : ShieldPlus}
            label={t(isManager ? 'groups.makeMember' : 'groups.makeManager', { name })}
            onClick={() => acts('role')}
          />
          {sources.includes('manual') ? (
            <IconButton
              icon={UserMinus}
              label={t('groups.remove', { name })}
              onClick={() => acts('remove')}
            />
          ) : (
            <span className="group-kept" title={t('groups.keptByDirectory')}>
              <Lock size={15} aria-hidden="true" />
              <span className="unseen">{t('groups.keptByDirectory')}</span>
            </span>
          )}
        </>
      )}
    </li>
  );
}

/** By hand, by a directory, or by being in a group below. */
function Whence({ member: { sources, throughGroupId }, groups }: Pick<LineProps, 'member' | 'groups'>) {
  const { t } = useTexts();
  const through = groups.find(({ id }) => id === throughGroupId);
  if (sources.length > 0) return sources.map((source) => t(`groups.source.${source}`)).join(' · ');
  return through === undefined ? t('groups.throughUnseen') : t('groups.through', { name: through.name });
}
