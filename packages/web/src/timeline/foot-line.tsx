import { useParams } from '@tanstack/react-router';
import type { ChannelId, MessageId } from '@wardroom/contract';
import { useEffect, useMemo } from 'react';
import { nameOf } from '../chat/names.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { useScreenReaderMode } from '../ui/use-settings.ts';
import { forgetProblem, useMarks } from '../workspace/marks.ts';
import { describeFailure } from '../workspace/problem.ts';
import { useTyping } from '../workspace/typing.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

interface FootLineProps {
  readonly channelId: ChannelId;
  readonly threadRootId: MessageId | null;
}

const problemShownMs = 10_000;

/** The line between list and composer: what was refused, else who is writing. It is always there, so nothing moves. */
export function FootLine(props: FootLineProps) {
  const texts = useTexts();
  const workspace = useWorkspace();
  const { messageId = null } = useParams({ strict: false });
  const problem = useMarks((state) => state.problem);
  useEffect(() => {
    if (problem === null) return;
    const timer = setTimeout(() => forgetProblem(workspace), problemShownMs);
    return () => clearTimeout(timer);
  }, [workspace, problem]);
  // Said once, beside what the reader is working on.
  if (problem === null || messageId !== props.threadRootId) return <TypingLine {...props} />;
  const text = {
    react: 'marks.reactFailed',
    pin: 'marks.pinFailed',
    remove: 'timeline.removeFailed',
  } as const;
  const { detail } = describeFailure(texts, problem.failure);
  return (
    <p className="foot-line bad" role="alert">
      {texts.t(text[problem.what], { detail })}
    </p>
  );
}

function TypingLine({ channelId, threadRootId }: FootLineProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const plain = useScreenReaderMode();
  const there = useTyping(channelId, threadRootId);
  const names = useMemo(
    () => there.filter((id) => id !== synced.me.id).map((id) => nameOf(synced, id, t('chat.somebody')).name),
    [there, synced, t],
  );
  const [name = '', second = ''] = names;
  const said =
    names.length === 0
      ? ''
      : names.length === 1
        ? t('timeline.typingOne', { name })
        : names.length === 2
          ? t('timeline.typingTwo', { name, second })
          : t('timeline.typingMany');
  return (
    <p className="foot-line" aria-live={plain ? 'polite' : 'off'}>
      {said}
    </p>
  );
}
