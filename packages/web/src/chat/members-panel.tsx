import type { ChannelId, Member, PrincipalId } from '@wardroom/contract';
import { Plus, ShieldMinus, ShieldPlus, UserMinus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Avatar, IconButton, Notice } from '../ui/parts.tsx';
import { addMember, removeMember, setMemberRole } from '../workspace/channels.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { loadMembers } from '../workspace/reading.ts';
import { channelRights } from '../workspace/rights.ts';
import { useSelect, useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { nameOf } from './names.ts';

export function MembersPanel({ channelId, onClose }: { channelId: ChannelId; onClose: () => void }) {
  const workspace = useWorkspace();
  const synced = useSynced();
  const members = useSelect((state) => state.members.get(channelId));
  const [failure, setFailure] = useState<Failure | null>(null);
  const rights = channelRights(synced, channelId);
  useEffect(() => {
    if (members === undefined) loadMembers(workspace, channelId).catch(() => undefined);
  }, [workspace, channelId, members]);
  const attempt = (work: Promise<void>) => {
    setFailure(null);
    work.catch((thrown: unknown) => setFailure(failureOf(thrown)));
  };
  const sorted = (members ?? []).toSorted((a, b) =>
    nameOf(synced, a.principalId).name.localeCompare(nameOf(synced, b.principalId).name),
  );
  return (
    <aside className="side" aria-label="Members">
      <header className="side-head">
        <h2>Members</h2>
        <IconButton icon={X} label="Close members" onClick={onClose} />
      </header>
      <div className="side-scroll">
        {failure === null ? null : <Notice failure={failure} />}
        {rights.invite && members !== undefined ? (
          <AddMember
            members={members}
            onAdd={(principalId) => attempt(addMember(workspace, channelId, principalId))}
          />
        ) : null}
        <ul className="people">
          {sorted.map((member) => (
            <MemberLine
              key={member.principalId}
              member={member}
              manage={rights.manageMembers}
              onRemove={() => attempt(removeMember(workspace, channelId, member.principalId))}
              onRole={(role) =>
                attempt(setMemberRole(workspace, { channelId, principalId: member.principalId, role }))
              }
            />
          ))}
        </ul>
      </div>
    </aside>
  );
}

interface MemberLineProps {
  readonly member: Member;
  readonly manage: boolean;
  readonly onRemove: () => void;
  readonly onRole: (role: Member['role']) => void;
}

function MemberLine({ member, manage, onRemove, onRole }: MemberLineProps) {
  const synced = useSynced();
  const { name, handle, kind } = nameOf(synced, member.principalId);
  const self = member.principalId === synced.me.id;
  return (
    <li className="person">
      <Avatar id={member.principalId} name={name} kind={kind} />
      <span className="person-text">
        <bdi className="person-name">{name}</bdi>
        <span className="quiet">
          {handle === null ? '' : `@${handle}`}
          {member.role === 'manager' ? ' · manager' : ''}
          {kind === 'person' ? '' : ` · ${kind}`}
        </span>
      </span>
      {manage && !self ? (
        <>
          <IconButton
            icon={member.role === 'manager' ? ShieldMinus : ShieldPlus}
            label={member.role === 'manager' ? `Make ${name} a plain member` : `Make ${name} a manager`}
            onClick={() => onRole(member.role === 'manager' ? 'member' : 'manager')}
          />
          <IconButton icon={UserMinus} label={`Remove ${name}`} onClick={onRemove} />
        </>
      ) : null}
    </li>
  );
}

interface AddMemberProps {
  readonly members: readonly Member[];
  readonly onAdd: (principalId: PrincipalId) => void;
}

const mostShown = 8;

function AddMember({ members, onAdd }: AddMemberProps) {
  const { people } = useSynced();
  const [filter, setFilter] = useState('');
  const inside = new Set(members.map(({ principalId }) => principalId));
  const wanted = filter.trim().toLowerCase();
  const found = Object.values(people)
    .filter((person) => person.status === 'active' && !inside.has(person.id))
    .filter(({ displayName, handle }) => `${displayName} ${handle}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  return (
    <details className="add-member">
      <summary>
        <Plus size={15} aria-hidden="true" /> Add people
      </summary>
      <input
        type="search"
        aria-label="Find people to add"
        placeholder="Name or handle"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <ul className="people">
        {found.slice(0, mostShown).map((person) => (
          <li key={person.id} className="person">
            <Avatar id={person.id} name={person.displayName} kind={person.kind} />
            <span className="person-text">
              <bdi className="person-name">{person.displayName}</bdi>
              <span className="quiet">@{person.handle}</span>
            </span>
            <button type="button" className="button small" onClick={() => onAdd(person.id)}>
              Add<span className="unseen"> {person.displayName}</span>
            </button>
          </li>
        ))}
        {found.length === 0 ? <li className="quiet none">Nobody else is found.</li> : null}
      </ul>
    </details>
  );
}
