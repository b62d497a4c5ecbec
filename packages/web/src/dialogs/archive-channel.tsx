import { useNavigate } from '@tanstack/react-router';
import type { Channel } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import Withdrawn from '../ui/withdrawn.tsx';
import { deleteChannel, setArchived } from '../workspace/channels.ts';
import { useMay } from '../workspace/use-may.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

interface ChannelActionProps {
  readonly channel: Channel;
  readonly onClose: () => void;
}

/** Archives, or restores what is archived: says before what it means for everybody. */
export function ArchiveDialog({ channel, onClose }: ChannelActionProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const may = useMay(channel.id)('archive');
  const { archived, name } = channel;
  const send = useCallback(async () => {
    await setArchived(workspace, channel.id, !archived);
    onClose();
  }, [workspace, channel.id, archived, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <Dialog title={t(archived ? 'dialogs.restoreTitle' : 'dialogs.archiveTitle', { name })} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{t(archived ? 'dialogs.restoreText' : 'dialogs.archiveText')}</p>
        <FormNotice failure={failure} />
        <Withdrawn may={may} />
        <DialogFoot
          action={t(archived ? 'dialogs.restore' : 'dialogs.archive')}
          onCancel={onClose}
          disabled={busy || !may}
        />
      </form>
    </Dialog>
  );
}

/** Destroys the channel and all that was said in it: its name has to be typed. */
export function DeleteChannelDialog({ channel, onClose }: ChannelActionProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const may = useMay(channel.id)('remove');
  const [typed, setTyped] = useState('');
  const send = useCallback(async () => {
    await deleteChannel(workspace, channel.id);
    onClose();
    await navigate({ to: '/' });
  }, [workspace, navigate, channel.id, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <Dialog title={t('dialogs.deleteTitle', { name: channel.name })} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{t('dialogs.deleteText')}</p>
        <Field
          label={t('dialogs.deleteField', { name: channel.name })}
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <FormNotice failure={failure} />
        <Withdrawn may={may} />
        <DialogFoot
          action={t('dialogs.deleteForever')}
          onCancel={onClose}
          disabled={busy || !may || typed.trim() !== channel.name}
          danger
        />
      </form>
    </Dialog>
  );
}
