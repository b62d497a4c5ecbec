import type { ChannelId, Member, PrincipalId } from '@wardroom/contract';
import { useEffect, useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { piece } from '../ui/piece.tsx';
import { useStore } from '../ui/store.ts';
import { WindowedList } from '../ui/windowed-list.tsx';
import { addMember, removeMember, setMemberRole } from '../workspace/channels.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { loadMembers, loadMoreMembers } from '../workspace/reading.ts';
import { useMay, usePlace } from '../workspace/use-may.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { AddMember } from './add-member.tsx';
import { MemberLine } from './member-line.tsx';
import { listed } from './member-list.ts';
import { type MembersFilter, membersFilter } from './panes.ts';
import { SideHead } from './side-head.tsx';

const MirroredNote = piece(() => import('../groups/mirrored-note.tsx').then((module) => module.default));

const none: readonly PrincipalId[] = [];

export function MembersPanel({ channelId, onClose }: { channelId: ChannelId; onClose: () => void }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const members = useAllMembers(channelId);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [typed, setTyped] = useState('');
  const kind = useStore(membersFilter, (now) => now);
  const guests = useSelect((state) => state.readers.get(channelId)?.guestIds) ?? none;
  const nobody = t('chat.somebody');
  const { people, me } = synced;
  const shown = useMemo(
    () => listed({ members: members ?? [], people, me, guests, kind, typed, nobody }),
    [members, people, me, guests, kind, typed, nobody],
  );
  const may = useMay(channelId);
  const mirrored = usePlace(channelId)?.mirrored === true;
  const attempt = (work: Promise<void>) => {
    setFailure(null);
    work.catch((thrown: unknown) => setFailure(failureOf(thrown)));
  };
  return (
    <aside className="side" aria-label={t('chat.members')}>
      <SideHead title={t('chat.members')} closeLabel={t('chat.closeMembers')} onClose={onClose} />
      <div className="side-tools">
        {failure === null ? null : <Notice failure={failure} />}
        {mirrored ? <MirroredNote channelId={channelId} onClose={onClose} /> : null}
        {may('invite') && members !== undefined ? (
          <AddMember
            members={members}
            onAdd={(principalId) => attempt(addMember(workspace, channelId, principalId))}
          />
        ) : null}
        <Filter kind={kind} typed={typed} onType={setTyped} />
      </div>
      <Loading channelId={channelId} />
      <WindowedList
        label={t('chat.membersList')}
        rows={shown}
        keyOf={({ member }) => member.principalId}
        estimatedPx={52}
        className="side-scroll"
        listClass="people"
        rowClass="person"
        draw={({ member, named, kind: own }) => (
          <MemberLine
            member={member}
            named={named}
            kind={own}
            may={may}
            onRemove={() => attempt(removeMember(workspace, channelId, member.principalId))}
            onRole={(role: Member['role']) =>
              attempt(setMemberRole(workspace, { channelId, principalId: member.principalId, role }))
            }
          />
        )}
      >
        {shown.length === 0 ? <p className="quiet none">{t('chat.nobodyHere')}</p> : null}
      </WindowedList>
    </aside>
  );
}

/** Page after page, while the list is open. */
function useAllMembers(channelId: ChannelId): readonly Member[] | undefined {
  const workspace = useWorkspace();
  const members = useSelect((state) => state.members.get(channelId));
  const next = useSelect((state) => state.membersNext.get(channelId));
  const failed = useSelect((state) => state.failures.has(`${channelId} members`));
  useEffect(() => {
    if (failed || (members !== undefined && next === null)) return;
    const load = members === undefined ? loadMembers : loadMoreMembers;
    // The page that has just come is still being put away: a new one would be refused as a repetition.
    const timer = setTimeout(() => load(workspace, channelId).catch(() => undefined));
    return () => clearTimeout(timer);
  }, [workspace, channelId, members, next, failed]);
  return members;
}

function Loading({ channelId }: { channelId: ChannelId }) {
  const { t } = useTexts();
  const count = useSelect((state) => state.members.get(channelId)?.length);
  const more = useSelect((state) => state.membersNext.get(channelId) !== null);
  const failure = useSelect((state) => state.failures.get(`${channelId} members`));
  if (failure !== undefined) return <Notice failure={failure} />;
  return more && count !== undefined ? (
    <p className="quiet side-note">{t('chat.membersLoading', { count })}</p>
  ) : null;
}

interface FilterProps {
  readonly kind: MembersFilter;
  readonly typed: string;
  readonly onType: (typed: string) => void;
}

const kinds: readonly MembersFilter[] = ['all', 'people', 'guests', 'bots'];

function Filter({ kind, typed, onType }: FilterProps) {
  const { t } = useTexts();
  return (
    <>
      <input
        type="search"
        aria-label={t('chat.findMember')}
        placeholder={t('chat.findMember')}
        value={typed}
        onChange={(event) => onType(event.target.value)}
      />
      <fieldset className="segments">
        <legend className="unseen">{t('chat.membersShown')}</legend>
        {kinds.map((name) => (
          <label key={name} className={kind === name ? 'segment chosen' : 'segment'}>
            <input
              type="radio"
              name="members-kind"
              checked={kind === name}
              onChange={() => membersFilter.set(() => name)}
            />
            {t(`chat.kind.${name}`)}
          </label>
        ))}
      </fieldset>
    </>
  );
}
