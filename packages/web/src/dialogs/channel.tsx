import { useNavigate } from '@tanstack/react-router';
import type { Channel } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Fact, Facts } from '../ui/facts.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { IdText } from '../ui/id.tsx';
import { piece } from '../ui/piece.tsx';
import Withdrawn, { useBegun } from '../ui/withdrawn.tsx';
import { leaveChannel, updateChannel } from '../workspace/channels.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useMay } from '../workspace/use-may.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { ArchiveDialog, DeleteChannelDialog } from './archive-channel.tsx';
import { channelNameOf } from './create-channel.tsx';

const ReadersDialog = piece(() =>
  import('../console/explain/readers-dialog.tsx').then((module) => module.default),
);
const ChannelAccess = piece(() => import('../groups/channel-access.tsx').then((module) => module.default));

interface ChannelDialogProps {
  readonly channel: Channel;
  /** As it is shown: direct messages have no name of their own. */
  readonly name: string;
  readonly onClose: () => void;
}

/** Name, topic, age, archive, leave, delete: what the person may do here. */
export function ChannelDialog({ channel, name, onClose }: ChannelDialogProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const may = useMay(channel.id);
  const edits = may('update');
  const begun = useBegun(edits);
  const [asked, setAsked] = useState<'archive' | 'delete' | 'readers' | null>(null);
  if (asked === 'archive') return <ArchiveDialog channel={channel} onClose={onClose} />;
  if (asked === 'delete') return <DeleteChannelDialog channel={channel} onClose={onClose} />;
  if (asked === 'readers') return <ReadersDialog channel={channel} onClose={onClose} />;
  return (
    <Dialog title={t('dialogs.details', { name })} onClose={onClose}>
      {begun ? <Rename channel={channel} onClose={onClose} /> : null}
      <Facts>
        {edits || channel.topic === '' ? null : (
          <Fact label={t('dialogs.topic')}>
            <bdi>{channel.topic}</bdi>
          </Fact>
        )}
        <Fact label={t('dialogs.kind')}>{t(`dialogs.kind.${channel.kind}`)}</Fact>
        <Fact label={t('dialogs.created')}>
          <time dateTime={new Date(channel.createdAt).toISOString()}>{formats.full(channel.createdAt)}</time>
        </Fact>
        <Fact label={t('dialogs.state')}>
          {t(channel.archived ? 'dialogs.state.archived' : 'dialogs.state.open')}
        </Fact>
        <Fact label={t('dialogs.id')}>
          <IdText id={channel.id} what={t('dialogs.id')} />
        </Fact>
      </Facts>
      {channel.kind === 'direct' ? null : <ChannelAccess channel={channel} onClose={onClose} />}
      {may('manage') ? (
        <button type="button" className="button" onClick={() => setAsked('readers')}>
          {t('dialogs.readers')}
        </button>
      ) : null}
      <Actions channel={channel} onClose={onClose} onAsk={setAsked} />
    </Dialog>
  );
}

function Rename({ channel, onClose }: Omit<ChannelDialogProps, 'name'>) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const may = useMay(channel.id)('update');
  const [name, setName] = useState<string>(channel.name);
  const [topic, setTopic] = useState<string>(channel.topic);
  const send = useCallback(async () => {
    await updateChannel(workspace, channel.id, { name, topic: topic.trim() });
    onClose();
  }, [workspace, channel.id, name, topic, onClose]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  if (!may && name === channel.name && topic === channel.topic) return null;
  return (
    <form onSubmit={submit}>
      <Field
        label={t('dialogs.name')}
        required
        maxLength={80}
        value={name}
        problem={problemOf('/name')}
        onChange={(event) => setName(channelNameOf(event.target.value))}
      />
      <Field
        label={t('dialogs.topic')}
        maxLength={500}
        value={topic}
        problem={problemOf('/topic')}
        onChange={(event) => setTopic(event.target.value)}
      />
      <FormNotice failure={failure} shown={['/name', '/topic']} />
      <Withdrawn may={may} />
      <button type="submit" className="button primary" disabled={busy || !may}>
        {t('dialogs.save')}
      </button>
    </form>
  );
}

interface ActionsProps extends Omit<ChannelDialogProps, 'name'> {
  readonly onAsk: (what: 'archive' | 'delete') => void;
}

function Actions({ channel, onClose, onAsk }: ActionsProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const send = useCallback(async () => {
    await leaveChannel(workspace, channel.id);
    onClose();
    await navigate({ to: '/' });
  }, [workspace, navigate, channel.id, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  const may = useMay(channel.id);
  if (!may('archive') && !may('leave') && !may('remove')) return null;
  return (
    <form onSubmit={submit}>
      <FormNotice failure={failure} />
      <div className="dialog-foot">
        {may('remove') ? (
          <button type="button" className="button danger" onClick={() => onAsk('delete')}>
            {t('dialogs.delete')}
          </button>
        ) : null}
        {may('archive') ? (
          <button type="button" className="button" onClick={() => onAsk('archive')}>
            {t(channel.archived ? 'dialogs.restore' : 'dialogs.archive')}
          </button>
        ) : null}
        {may('leave') ? (
          <button type="submit" className="button danger" disabled={busy}>
            {t('dialogs.leave')}
          </button>
        ) : null}
      </div>
    </form>
  );
}
