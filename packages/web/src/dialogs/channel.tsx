import { useNavigate } from '@tanstack/react-router';
import type { Channel } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { leaveChannel, setArchived, updateChannel } from '../workspace/channels.ts';
import { type ChannelRights, channelRights } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { channelNameOf } from './create-channel.tsx';

interface ChannelDialogProps {
  readonly channel: Channel;
  readonly onClose: () => void;
}

/** Name, topic, archive, leave: what the person may do here. */
export function ChannelDialog({ channel, onClose }: ChannelDialogProps) {
  const rights = channelRights(useSynced(), channel.id);
  return (
    <Dialog title={`#${channel.name}`} onClose={onClose}>
      {rights.update && !channel.archived ? (
        <Rename channel={channel} onClose={onClose} />
      ) : (
        <p>{channel.topic}</p>
      )}
      <Leaving channel={channel} rights={rights} onClose={onClose} />
    </Dialog>
  );
}

function Rename({ channel, onClose }: ChannelDialogProps) {
  const workspace = useWorkspace();
  const [name, setName] = useState<string>(channel.name);
  const [topic, setTopic] = useState<string>(channel.topic);
  const send = useCallback(async () => {
    await updateChannel(workspace, channel.id, { name, topic: topic.trim() });
    onClose();
  }, [workspace, channel.id, name, topic, onClose]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <Field
        label="Name"
        required
        maxLength={80}
        value={name}
        problem={problemOf('/name')}
        onChange={(event) => setName(channelNameOf(event.target.value))}
      />
      <Field
        label="Topic"
        maxLength={500}
        value={topic}
        problem={problemOf('/topic')}
        onChange={(event) => setTopic(event.target.value)}
      />
      <FormNotice failure={failure} shown={['/name', '/topic']} />
      <button type="submit" className="button primary" disabled={busy}>
        Save
      </button>
    </form>
  );
}

function Leaving({ channel, rights, onClose }: ChannelDialogProps & { rights: ChannelRights }) {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const [work, setWork] = useState<'leave' | 'archive'>('leave');
  const send = useCallback(async () => {
    if (work === 'archive') await setArchived(workspace, channel.id, !channel.archived);
    else await leaveChannel(workspace, channel.id);
    onClose();
    if (work === 'leave') await navigate({ to: '/' });
  }, [workspace, navigate, channel, work, onClose]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <FormNotice failure={failure} />
      <div className="dialog-foot">
        {rights.archive ? (
          <button type="submit" className="button" disabled={busy} onClick={() => setWork('archive')}>
            {channel.archived ? 'Restore' : 'Archive'}
          </button>
        ) : null}
        {rights.leave ? (
          <button type="submit" className="button danger" disabled={busy} onClick={() => setWork('leave')}>
            Leave channel
          </button>
        ) : null}
      </div>
    </form>
  );
}
