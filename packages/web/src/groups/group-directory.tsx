/** The groups that one sees, for everybody: whom they reach, and joining and leaving. */
import '../i18n/late.ts';
import { Link } from '@tanstack/react-router';
import type { GroupView } from '@wardroom/contract';
import { Users } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty, Notice, Waiting } from '../ui/parts.tsx';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { compare } from '../workspace/titles.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { GroupBadges } from './group-badges.tsx';
import { useGroupList } from './group-list.ts';
import { indexOf, manages, mayJoin, mayLeave, pathOf } from './tree.ts';

/** Rows beyond this are found by typing. */
const mostShown = 200;

export default function GroupDirectory({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTexts();
  const { groups, failure, reload } = useGroupList();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<Failure | null>(null);
  const held = useHeld();
  if (groups === null)
    return failure === null ? (
      <Waiting />
    ) : (
      <>
        <Notice failure={failure} />
        <button type="button" className="button" onClick={reload}>
          {t('shell.tryAgain')}
        </button>
      </>
    );
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  const found = groups
    .filter(({ name, handle }) => `${name} ${handle}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => compare(a.name, b.name));
  const index = indexOf(groups);
  return (
    <>
      <input
        type="search"
        aria-label={t('groups.find')}
        placeholder={t('groups.find')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {problem === null ? null : <Notice failure={problem} />}
      <ul className="people scroll" aria-label={t('groups.list')}>
        {found.slice(0, mostShown).map((group) => (
          <Line
            key={group.id}
            group={group}
            path={pathOf(index, group)}
            joinable={mayJoin(held, index, group)}
            onProblem={setProblem}
            onLeave={onClose}
          />
        ))}
      </ul>
      {found.length > mostShown ? (
        <p className="quiet">{t('people.more', { count: found.length - mostShown })}</p>
      ) : null}
      {found.length === 0 ? (
        <Empty title={t(groups.length === 0 ? 'groups.none' : 'groups.noneFound')} />
      ) : null}
    </>
  );
}

interface LineProps {
  readonly group: GroupView;
  readonly path: readonly GroupView[];
  readonly joinable: boolean;
  readonly onProblem: (failure: Failure | null) => void;
  /** It leads to the console. */
  readonly onLeave: () => void;
}

function Line({ group, path, joinable, onProblem, onLeave }: LineProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const { id, name, handle, members, own } = group;
  const above = path.slice(0, -1).map((one) => one.name);
  return (
    <li className="person">
      <span className="group-mark" aria-hidden="true">
        <Users size={16} />
      </span>
      <span className="person-text">
        <bdi className="person-name">{name}</bdi>
        <span className="quiet">
          <bdi>@{handle}</bdi>
          {members === null ? null : ` · ${t('groups.countSeen', { count: members })}`}
          {above.length === 0 ? null : (
            <>
              {' · '}
              <bdi>{above.join(' › ')}</bdi>
            </>
          )}
        </span>
      </span>
      <GroupBadges group={group} />
      {own === null ? null : (
        <span className="chip">{t(own.role === 'manager' ? 'groups.manager' : 'groups.inside')}</span>
      )}
      {holds(synced, 'console.view') && manages(synced.permissions, group) ? (
        <Link to="/console/$" params={{ _splat: `groups/${id}` }} className="button small" onClick={onLeave}>
          {t('groups.open')}
        </Link>
      ) : null}
      <Going group={group} joinable={joinable} onProblem={onProblem} />
    </li>
  );
}

function Going({ group, joinable, onProblem }: Pick<LineProps, 'group' | 'joinable' | 'onProblem'>) {
  const { t } = useTexts();
  const { call, announce } = useWorkspace();
  const held = useHeld();
  const [busy, setBusy] = useState(false);
  const leaves = mayLeave(held, group);
  if (!joinable && !leaves) return null;
  const { id: groupId, name } = group;
  const go = async () => {
    setBusy(true);
    onProblem(null);
    try {
      if (!leaves) await call('groups.join', { groupId });
      else if ((await call('groups.leave', { groupId })).kept) announce(t('groups.stays', { name }));
    } catch (thrown) {
      onProblem(failureOf(thrown));
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      className="button small"
      disabled={busy}
      aria-label={t(leaves ? 'groups.leaveNamed' : 'groups.joinNamed', { name })}
      onClick={go}
    >
      {t(leaves ? 'groups.leave' : 'groups.join')}
    </button>
  );
}

const useHeld = () => useSynced().permissions;
