import {
  CircleHelp,
  CircleUser,
  Compass,
  Hash,
  type LucideIcon,
  MessageSquarePlus,
  Search,
  Users,
  Zap,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { ChannelIcon } from '../sidebar/channel-icon.tsx';
import { short } from '../sidebar/channel-row.tsx';
import { Avatar } from '../ui/parts.tsx';
import type { Target } from '../workspace/switching.ts';

const icons: Readonly<Record<string, LucideIcon>> = {
  message: MessageSquarePlus,
  create: Hash,
  channels: Compass,
  search: Search,
  find: Search,
  people: Users,
  account: CircleUser,
  shortcuts: CircleHelp,
};

interface OptionProps {
  readonly id: string;
  readonly target: Target;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** One place of the switcher. The field above it holds the focus. */
export function Option({ id, target, chosen, onChoose }: OptionProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const unread = target.kind === 'channel' && target.channel.membership.unread > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field above holds the focus and its keys.
    <div
      ref={ref}
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className={`option${chosen ? ' chosen' : ''}${unread ? ' unread' : ''}`}
      onClick={onChoose}
    >
      <OptionText target={target} />
    </div>
  );
}

function OptionText({ target }: { target: Target }) {
  const { t } = useTexts();
  const Icon = icons[target.id] ?? Zap;
  if (target.kind === 'action')
    return (
      <>
        <Icon size={15} aria-hidden="true" /> {target.label}
      </>
    );
  if (target.kind === 'person')
    return (
      <>
        <Avatar id={target.id} name={target.person.displayName} kind={target.person.kind} />
        <bdi>{target.person.displayName}</bdi>
        <bdi className="quiet">@{target.person.handle}</bdi>
      </>
    );
  const { unread, mentions } = target.channel.membership;
  const count = mentions > 0 ? mentions : unread;
  return (
    <>
      <ChannelIcon title={target.title} />
      <bdi>{target.title.name}</bdi>
      {target.channel.archived ? <span className="quiet">{t('sidebar.archived')}</span> : null}
      {count > 0 ? (
        <span className={mentions > 0 || target.channel.kind === 'direct' ? 'badge badge-mention' : 'badge'}>
          {short(count)}
          <span className="unseen"> {t(mentions > 0 ? 'sidebar.badgeMentions' : 'sidebar.badgeUnread')}</span>
        </span>
      ) : null}
    </>
  );
}
