import type { Member } from '@wardroom/contract';
import type { ChannelAct } from '@wardroom/sdk';
import { ShieldMinus, ShieldPlus, UserMinus } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';
import { PresenceDot } from '../sidebar/channel-icon.tsx';
import { KindChip } from '../ui/kind-chip.tsx';
import { Avatar, IconButton } from '../ui/parts.tsx';
import { useSynced } from '../workspace/use-workspace.ts';
import type { Listed } from './member-list.ts';
import { showPerson } from './panes.ts';

interface MemberLineProps extends Listed {
  readonly may: (act: ChannelAct) => boolean;
  readonly onRemove: () => void;
  readonly onRole: (role: Member['role']) => void;
}

export function MemberLine({ member, named, kind, may, onRemove, onRole }: MemberLineProps) {
  const { t } = useTexts();
  const { me } = useSynced();
  const { name, person } = named;
  const manager = member.role === 'manager';
  const isMe = member.principalId === me.id;
  return (
    <>
      <span className="with-presence">
        <Avatar id={member.principalId} name={name} kind={person?.kind ?? 'person'} />
        {kind === 'bots' ? null : <PresenceDot principalId={member.principalId} />}
      </span>
      <span className="person-text">
        <button
          type="button"
          className="person-name person-open"
          aria-haspopup="dialog"
          onClick={() => showPerson(member.principalId)}
        >
          <bdi>{name}</bdi>
          {isMe ? ` ${t('people.you')}` : ''}
        </button>
        <span className="quiet">
          {person === null ? null : <bdi>@{person.handle}</bdi>}
          {person?.title ? (
            <>
              {' · '}
              <bdi>{person.title}</bdi>
            </>
          ) : null}
        </span>
      </span>
      {manager ? <span className="chip">{t('chat.manager')}</span> : null}
      {kind === 'guests' ? <span className="chip">{t('chat.guest')}</span> : null}
      {person === null ? null : <KindChip kind={person.kind} />}
      {may('nameManagers') && !isMe ? (
        <IconButton
          icon={manager ? ShieldMinus : ShieldPlus}
          label={t(manager ? 'chat.makeMember' : 'chat.makeManager', { name })}
          onClick={() => onRole(manager ? 'member' : 'manager')}
        />
      ) : null}
      {may('removeMembers') && !isMe ? (
        <IconButton icon={UserMinus} label={t('chat.removeMember', { name })} onClick={onRemove} />
      ) : null}
    </>
  );
}
