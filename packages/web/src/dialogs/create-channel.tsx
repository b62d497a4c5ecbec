import { useNavigate } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { createChannel } from '../workspace/channels.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import type { DialogProps } from './dialog-props.ts';

export function CreateChannelDialog({ onClose }: DialogProps) {
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
    <Dialog title="Create a channel" onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label="Name"
          required
          autoFocus
          maxLength={80}
          autoCapitalize="none"
          spellCheck={false}
          placeholder="release-train"
          value={name}
          problem={problemOf('/name')}
          hint="Lower-case letters, digits, dot, dash and underscore."
          onChange={(event) => setName(channelNameOf(event.target.value))}
        />
        <Field
          label="Topic (may stay empty)"
          maxLength={500}
          value={topic}
          problem={problemOf('/topic')}
          onChange={(event) => setTopic(event.target.value)}
        />
        <fieldset>
          <legend>Who can read it</legend>
          <label className="choice">
            <input type="radio" name="kind" checked={kind === 'public'} onChange={() => setKind('public')} />
            <span>
              <strong>Public</strong>{' '}
              <span className="quiet">everybody in the workspace but guests can find and join it</span>
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
              <strong>Private</strong> <span className="quiet">only people who are added</span>
            </span>
          </label>
        </fieldset>
        <FormNotice failure={failure} shown={['/name', '/topic']} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="button primary" disabled={busy}>
            Create
          </button>
        </div>
      </form>
    </Dialog>
  );
}

export const channelNameOf = (typed: string): string =>
  typed.toLowerCase().replaceAll(/\s+/g, '-').replace(/^#/, '');
