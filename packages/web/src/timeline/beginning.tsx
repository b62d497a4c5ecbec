import type { Channel } from '@wardroom/contract';
import { Settings2, UserPlus } from 'lucide-react';
import { showPane } from '../chat/panes.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { titleOf } from '../workspace/titles.ts';
import { useMay } from '../workspace/use-may.ts';
import { useSynced } from '../workspace/use-workspace.ts';

interface BeginningProps {
  readonly channel: Channel;
  readonly title: string;
  /** Nothing has been said here yet: then there is something to do first. */
  readonly bare: boolean;
}

/** What stands above the first message of all. */
export function Beginning({ channel, title, bare }: BeginningProps) {
  const { t, locale } = useTexts();
  const synced = useSynced();
  const may = useMay(channel.id);
  const direct = channel.kind === 'direct';
  const { names } = titleOf(synced, channel, t('chat.somebody'));
  return (
    <Empty
      title={
        direct
          ? t('timeline.beginningDirect', { name: new Intl.ListFormat(locale).format(names) })
          : t('timeline.beginning', { name: title })
      }
    >
      {channel.topic === '' ? null : <bdi>{channel.topic}</bdi>}
      {bare && may('write') ? (
        <p>{t(direct ? 'timeline.beginningDirectHint' : 'timeline.beginningHint')}</p>
      ) : null}
      {bare ? <FirstSteps channel={channel} /> : null}
    </Empty>
  );
}

function FirstSteps({ channel }: { channel: Channel }) {
  const { t } = useTexts();
  const may = useMay(channel.id);
  const invite = may('invite');
  const topic = may('update') && channel.topic === '';
  if (!invite && !topic) return null;
  return (
    <div className="first-steps">
      {invite ? (
        <button type="button" className="button" onClick={() => showPane('members')}>
          <UserPlus size={15} aria-hidden="true" /> {t('chat.addPeople')}
        </button>
      ) : null}
      {topic ? (
        <button type="button" className="button" onClick={() => showPane('details')}>
          <Settings2 size={15} aria-hidden="true" /> {t('timeline.setTopic')}
        </button>
      ) : null}
    </div>
  );
}
