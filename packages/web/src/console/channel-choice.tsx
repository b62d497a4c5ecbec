import type { Channel, ChannelId } from '@wardroom/contract';
import { Hash, Lock } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { missing } from '../ui/form.tsx';
import { useChannels } from './names.ts';

interface ChannelChoiceProps {
  readonly chosen: readonly ChannelId[];
  readonly onChange: (chosen: readonly ChannelId[]) => void;
  readonly problem: string | undefined;
  /** What is missing, or nothing. */
  readonly lacks: string;
}

/** The bound of the contract. */
const most = 20;

/** Public channels and own private ones, by name. */
export function ChannelChoice({ chosen, onChange, problem, lacks }: ChannelChoiceProps) {
  const { t } = useTexts();
  const [filter, setFilter] = useState('');
  const channels = useChannels().filter(({ archived }) => !archived);
  const wanted = filter.trim().toLowerCase().replace(/^#/, '');
  const shown = channels.filter(({ id, name }) => chosen.includes(id) || name.includes(wanted));
  return (
    <fieldset className="channel-choice">
      <legend>
        {chosen.length === 0
          ? t('console.invitations.join')
          : t('console.invitations.joinCount', { count: chosen.length })}
      </legend>
      <input
        type="search"
        ref={missing(lacks)}
        aria-label={t('console.invitations.findChannel')}
        placeholder={t('console.invitations.findChannel')}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <ul className="choices">
        {shown.map((channel) => (
          <ChannelLine
            key={channel.id}
            channel={channel}
            checked={chosen.includes(channel.id)}
            disabled={chosen.length >= most && !chosen.includes(channel.id)}
            onChange={(checked) =>
              onChange(checked ? [...chosen, channel.id] : chosen.filter((id) => id !== channel.id))
            }
          />
        ))}
        {shown.length === 0 ? <li className="quiet">{t('console.invitations.noChannel')}</li> : null}
      </ul>
      {problem === undefined ? null : <div className="problem">{problem}</div>}
    </fieldset>
  );
}

interface ChannelLineProps {
  readonly channel: Channel;
  readonly checked: boolean;
  readonly disabled: boolean;
  readonly onChange: (checked: boolean) => void;
}

function ChannelLine({ channel, checked, disabled, onChange }: ChannelLineProps) {
  const { t } = useTexts();
  const Icon = channel.kind === 'private' ? Lock : Hash;
  return (
    <li>
      <label className="choice">
        <input
          type="checkbox"
          checked={checked}
          disabled={disabled}
          onChange={(event) => onChange(event.target.checked)}
        />
        <Icon size={14} aria-label={channel.kind === 'private' ? t('console.channels.private') : undefined} />
        <bdi>{channel.name}</bdi>
      </label>
    </li>
  );
}
