import type { Channel } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { joinChannel } from '../workspace/channels.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

/** Below a public channel that is read without being a member. */
export function JoinBar({ channel }: { channel: Channel }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const synced = useSynced();
  const [failure, setFailure] = useState<Failure | null>(null);
  const join = () => {
    joinChannel(workspace, channel.id).catch((thrown: unknown) => setFailure(failureOf(thrown)));
  };
  return (
    <div className="join-bar">
      {failure === null ? null : <Notice failure={failure} />}
      <span>{t('chat.notMember', { name: channel.name })}</span>
      {holds(synced, 'channel.join') && !channel.archived ? (
        <button type="button" className="button primary" onClick={join}>
          {t('chat.join')}
        </button>
      ) : null}
    </div>
  );
}
