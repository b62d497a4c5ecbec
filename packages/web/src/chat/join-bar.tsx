import type { Channel } from '@wardroom/contract';
import { useState } from 'react';
import MirroredNote from '../groups/mirrored-note.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { joinChannel } from '../workspace/channels.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { useMay } from '../workspace/use-may.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';

interface JoinBarProps {
  readonly channel: Channel;
  readonly onClose: () => void;
}

/** Below a public channel that is read without being a member. */
export default function JoinBar({ channel, onClose }: JoinBarProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const may = useMay(channel.id);
  const [failure, setFailure] = useState<Failure | null>(null);
  const join = () => {
    joinChannel(workspace, channel.id).catch((thrown: unknown) => setFailure(failureOf(thrown)));
  };
  return (
    <div className="join-bar">
      {failure === null ? null : <Notice failure={failure} />}
      <span>{t('chat.notMember', { name: channel.name })}</span>
      {channel.mirrored ? <MirroredNote channelId={channel.id} onClose={onClose} /> : null}
      {may('join') ? (
        <button type="button" className="button primary" onClick={join}>
          {t('chat.join')}
        </button>
      ) : null}
    </div>
  );
}
