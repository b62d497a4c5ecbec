import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { holds } from '../workspace/rights.ts';
import type { Synced } from '../workspace/state.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { ChannelRow } from './channel-row.ts';
import { apiLine, CliLines } from './cli-line.tsx';
import { Confirm } from './confirm.tsx';
import { useAddress } from './use-address.ts';

interface PartsProps {
  readonly channel: ChannelRow;
  readonly onChange: () => void;
}

/** Owners and administrators act on every channel, others on those they manage. The server decides again. */
function manages(synced: Synced, { id }: ChannelRow): boolean {
  const { role } = synced.me;
  return role === 'owner' || role === 'admin' || synced.channels[id]?.membership.role === 'manager';
}

/** Archive, restore, delete: what the person may do with this channel. */
export function ChannelDrawerParts({ channel, onChange }: PartsProps) {
  const { t } = useTexts();
  const synced = useSynced();
  if (!manages(synced, channel)) return <p className="quiet">{t('console.channels.notManaged')}</p>;
  return (
    <>
      {holds(synced, 'channel.archive') ? <Archiving channel={channel} onChange={onChange} /> : null}
      {holds(synced, 'channel.delete') ? <Deletion channel={channel} onChange={onChange} /> : null}
    </>
  );
}

function Archiving({ channel, onChange }: PartsProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { open } = useAddress();
  const [asking, setAsking] = useState(false);
  const { name, archived } = channel;
  const operation = archived ? 'channels.restore' : 'channels.archive';
  const send = async () => {
    await call(operation, { channelId: channel.id });
    setAsking(false);
    open(null);
    onChange();
  };
  return (
    <section className="drawer-part">
      <h3>{t(archived ? 'console.channels.restore' : 'console.channels.archive')}</h3>
      <p className="quiet">{t(archived ? 'console.channels.restoreDoes' : 'console.channels.archiveDoes')}</p>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {t(archived ? 'console.channels.restoreAsk' : 'console.channels.archiveAsk')}
      </button>
      <CliLines lines={[apiLine(operation, { channelId: channel.id })]} />
      {asking ? (
        <Confirm
          title={t(archived ? 'console.channels.restoreTitle' : 'console.channels.archiveTitle', { name })}
          action={t(archived ? 'console.channels.restore' : 'console.channels.archive')}
          send={send}
          onClose={() => setAsking(false)}
        >
          <p>{t(archived ? 'console.channels.restoreDoes' : 'console.channels.archiveDoes')}</p>
        </Confirm>
      ) : null}
    </section>
  );
}

function Deletion({ channel, onChange }: PartsProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { open } = useAddress();
  const [asking, setAsking] = useState(false);
  const { name, archived } = channel;
  const send = async () => {
    await call('channels.delete', { channelId: channel.id });
    setAsking(false);
    open(null);
    onChange();
  };
  return (
    <section className="drawer-part">
      <h3>{t('console.channels.delete')}</h3>
      <p className="quiet">{t(archived ? 'console.channels.deleteDoes' : 'console.channels.deleteFirst')}</p>
      <button type="button" className="button danger" disabled={!archived} onClick={() => setAsking(true)}>
        {t('console.channels.deleteAsk')}
      </button>
      {archived ? <CliLines lines={[apiLine('channels.delete', { channelId: channel.id })]} /> : null}
      {asking ? (
        <Confirm
          title={t('console.channels.deleteTitle', { name })}
          action={t('console.channels.deleteNow')}
          word={name}
          send={send}
          onClose={() => setAsking(false)}
        >
          <p>{t('console.channels.deleteDoes')}</p>
        </Confirm>
      ) : null}
    </section>
  );
}
