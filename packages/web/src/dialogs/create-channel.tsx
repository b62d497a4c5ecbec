import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { createChannel } from '../workspace/channels.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';

export function CreateChannelDialog({ onClose }: DialogProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
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
          <label className="choice">
            <input type="radio" name="kind" checked={kind === 'public'} onChange={() => setKind('public')} />
            <span>
              <strong>{t('dialogs.public')}</strong> <span className="quiet">{t('dialogs.publicText')}</span>
            </span>
          </label>
          <label className="choice">
            <input
              type="radio"
              name="kind"
              checked={kind === 'private'}
              onChange={() => setKind('private')}
            />
            <span>
              <strong>{t('dialogs.private')}</strong>{' '}
              <span className="quiet">{t('dialogs.privateText')}</span>
            </span>
          </label>
        </fieldset>
        <FormNotice failure={failure} shown={['/name', '/topic']} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            {t('dialogs.cancel')}
          </button>
          <button type="submit" className="button primary" disabled={busy}>
            {t('dialogs.create')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export const channelNameOf = (typed: string): string =>
  typed.toLowerCase().replaceAll(/\s+/g, '-').replace(/^#/, '');
