/** In place of a list of messages that could not be loaded. */
import { Link } from '@tanstack/react-router';
import type { ChannelId } from '@wardroom/contract';
import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty } from '../ui/parts.tsx';
import { describeFailure, type Failure } from '../workspace/problem.ts';
import { without } from '../workspace/state.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';
import { useMentionTitle } from './names.ts';
import { OutgoingRow } from './outgoing-row.tsx';

interface UnreadableProps {
  readonly channelId: ChannelId;
  readonly failure: Failure;
}

/** A channel of which nothing is known: it is not there, or not for this person. */
export function Unreadable({ channelId, failure }: UnreadableProps) {
  const { t } = useTexts();
  return (
    <main className="pane unreadable">
      <header className="channel-head">
        <Link to="/" className="icon-button back" aria-label={t('chat.allChannels')}>
          <ArrowLeft size={18} aria-hidden="true" />
        </Link>
        <h1 className="unseen">{t('timeline.channelUnnamed')}</h1>
      </header>
      {failure.code === 'not_found' || failure.code === 'invalid_input' ? (
        <Empty title={t('timeline.missing')}>
          <p>{t('timeline.missingText')}</p>
          <Link to="/" className="button">
            {t('timeline.back')}
          </Link>
        </Empty>
      ) : (
        <TryAgain channelId={channelId} failure={failure} />
      )}
    </main>
  );
}

/** A channel of one's own that cannot be read right now; what is written in it waits here. */
export function Unread({ channelId, failure }: UnreadableProps) {
  const mention = useMentionTitle();
  const outbox = useSelect((state) => state.outbox);
  const here = outbox.filter((one) => one.channelId === channelId && one.threadRootId === null);
  return (
    <div className="unread-place">
      <TryAgain channelId={channelId} failure={failure} />
      {here.map((outgoing) => (
        <OutgoingRow key={outgoing.clientKey} outgoing={outgoing} continued={false} mention={mention} />
      ))}
    </div>
  );
}

function TryAgain({ channelId, failure }: UnreadableProps): ReactNode {
  const texts = useTexts();
  const { store } = useWorkspace();
  const { title, detail } = describeFailure(texts, failure);
  const again = () => store.set((state) => ({ ...state, failures: without(state.failures, channelId) }));
  return (
    <div role="alert">
      <Empty title={title}>
        <p>{detail}</p>
        <button type="button" className="button" onClick={again}>
          {texts.t('shell.tryAgain')}
        </button>
      </Empty>
    </div>
  );
}
