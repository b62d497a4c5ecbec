import { useTexts } from '../i18n/use-texts.ts';
import { holds } from '../workspace/rights.ts';
import type { Synced } from '../workspace/state.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Act } from './act.tsx';
import type { ChannelRow } from './channel-row.ts';
import { api } from './command-lines.ts';
import { useAddress } from './use-address.ts';

interface PartsProps {
  readonly channel: ChannelRow;
  readonly onChange: () => void;
}

/** Whoever may manage every channel, and otherwise its managers. The server decides again. */
function manages(synced: Synced, { id }: ChannelRow): boolean {
  return holds(synced, 'channel.manage_any') || synced.channels[id]?.membership.role === 'manager';
}

/** Archive, restore, delete: what the person may do with this channel. */
export function ChannelDrawerParts({ channel, onChange }: PartsProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const { open } = useAddress();
  if (!manages(synced, channel)) return <p className="quiet">{t('console.channels.notManaged')}</p>;
  const onDone = () => {
    open(null);
    onChange();
  };
  return (
    <>
      {holds(synced, 'channel.archive') ? <Archiving channel={channel} onChange={onDone} /> : null}
      {holds(synced, 'channel.delete') ? <Deletion channel={channel} onChange={onDone} /> : null}
    </>
  );
}

function Archiving({ channel: { id: channelId, name, archived }, onChange }: PartsProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const operation = archived ? 'channels.restore' : 'channels.archive';
  const does = t(archived ? 'console.channels.restoreDoes' : 'console.channels.archiveDoes');
  return (
    <Act
      title={t(archived ? 'console.channels.restore' : 'console.channels.archive')}
      hint={does}
      label={t(archived ? 'console.channels.restoreAsk' : 'console.channels.archiveAsk')}
      line={api(operation, { channelId })}
      asks={{
        title: t(archived ? 'console.channels.restoreTitle' : 'console.channels.archiveTitle', { name }),
        text: does,
        action: t(archived ? 'console.channels.restore' : 'console.channels.archive'),
      }}
      send={() => call(operation, { channelId })}
      onDone={onChange}
    />
  );
}

function Deletion({ channel: { id: channelId, name, archived }, onChange }: PartsProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  return (
    <Act
      title={t('console.channels.delete')}
      hint={t(archived ? 'console.channels.deleteDoes' : 'console.channels.deleteFirst')}
      label={t('console.channels.deleteAsk')}
      danger
      disabled={!archived}
      line={api('channels.delete', { channelId })}
      asks={{
        title: t('console.channels.deleteTitle', { name }),
        text: t('console.channels.deleteDoes'),
        action: t('console.channels.deleteNow'),
        word: name,
      }}
      send={() => call('channels.delete', { channelId })}
      onDone={onChange}
    />
  );
}
