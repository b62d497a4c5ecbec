import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import Withdrawn from '../ui/withdrawn.tsx';
import { createChannel } from '../workspace/channels.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';

export function CreateChannelDialog({ onClose }: DialogProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const may = holds(synced, 'channel.create');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [topic, setTopic] = useState('');
  const [kind, setKind] = useState<'public' | 'private'>('public');
  const send = useCallback(async () => {
    const channelId = await createChannel(workspace, { name, kind, topic: topic.trim() });
    onClose();
    await navigate({ to: '/c/$channelId', params: { channelId } });
  }, [workspace, navigate, onClose, name, kind, topic]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <Dialog title={t('dialogs.createTitle')} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={t('dialogs.name')}
          required
          autoFocus
          maxLength={80}
          autoCapitalize="none"
          spellCheck={false}
          placeholder={t('dialogs.nameExample')}
          value={name}
          problem={problemOf('/name')}
          hint={t('dialogs.nameHint')}
          onChange={(event) => setName(channelNameOf(event.target.value))}
        />
        <Field
          label={t('dialogs.topicOptional')}
          maxLength={500}
          value={topic}
          problem={problemOf('/topic')}
          onChange={(event) => setTopic(event.target.value)}
        />
        <fieldset>
          <legend>{t('dialogs.whoReads')}</legend>
          {(['public', 'private'] as const).map((each) => (
            <label key={each} className="choice">
              <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />
              <span>
                <strong>{t(`dialogs.${each}`)}</strong>{' '}
                <span className="quiet">{t(`dialogs.${each}Text`, { workspace: synced.tenant.name })}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <FormNotice failure={failure} shown={['/name', '/topic']} />
        <Withdrawn may={may} />
        <DialogFoot action={t('dialogs.create')} onCancel={onClose} disabled={busy || !may} />
      </form>
    </Dialog>
  );
}

export const channelNameOf = (typed: string): string =>
  typed.toLowerCase().replaceAll(/\s+/g, '-').replace(/^#/, '');
