/** May they, and why? The question is in the address, so that it can be sent to somebody. */
import { useQuery } from '@tanstack/react-query';
import type { ChannelId } from '@wardroom/contract';
import { useEffect, useRef } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Empty, Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { writeAddress } from '../address.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { useNames } from '../names.ts';
import { Page } from '../page.tsx';
import { Skeleton } from '../pages.tsx';
import { useAddress } from '../use-address.ts';
import { type Input, inputOf, type Question, readQuestion, writeQuestion } from './question.ts';
import { QuestionForm } from './question-form.tsx';
import { Readers } from './readers.tsx';
import { Trace } from './trace.tsx';

/** In the address, in the place of a subject: the question is about everybody. */
const readersOf = 'readers';

export default function ExplainScreen() {
  const { t } = useTexts();
  const { subject, filters, go } = useAddress();
  const question = readQuestion(filters);
  const ask = (asked: Question) => go({ screen: 'explain', subject: null, filters: writeQuestion(asked) });
  const askReaders = (channel: string) => go({ screen: 'explain', subject: readersOf, filters: { channel } });
  const input = inputOf(question);
  return (
    <Page title={t('explain.title')} lead={t('explain.lead')}>
      <div className="explain">
        <QuestionForm
          key={JSON.stringify(filters)}
          question={question}
          onAsk={ask}
          onAskReaders={askReaders}
        />
        <div className="explain-answer">
          {subject === readersOf && question.channel !== '' ? (
            <ChannelReaders channelId={question.channel as ChannelId} />
          ) : input === null ? (
            <Empty title={t('explain.none')}>{t('explain.noneHint')}</Empty>
          ) : (
            <Answer input={input} question={question} />
          )}
        </div>
      </div>
    </Page>
  );
}

function ChannelReaders({ channelId }: { channelId: ChannelId }) {
  const { t } = useTexts();
  const name = useNames().channel(channelId) ?? '';
  return (
    <section aria-label={t('explain.readersOf', { name })}>
      <h2>{t('explain.readersOf', { name })}</h2>
      <Readers key={channelId} channelId={channelId} />
    </section>
  );
}

/** Each question is an entry in the audit log: nothing is asked again by itself. */
function Answer({ input, question }: { input: Input; question: Question }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const names = useNames();
  const { data, error } = useQuery({
    queryKey: ['explain', input],
    queryFn: () => call('decisions.explain', input),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const heading = useRef<HTMLHeadingElement>(null);
  // On a phone it is far below the question.
  useEffect(() => {
    if (data !== undefined) heading.current?.focus();
  }, [data]);
  if (error !== null) return <Notice failure={failureOf(error)} />;
  if (data === undefined) return <Skeleton />;
  const { allowed, permission, steps } = data.explanation;
  const name = names.somebody(input.principalId);
  const channel = names.channel(question.channel);
  const link = writeAddress({ screen: 'explain', subject: null, filters: writeQuestion(question) });
  return (
    <section
      className={allowed ? 'verdict verdict-allowed' : 'verdict verdict-denied'}
      aria-label={t('explain.answer')}
    >
      <div role="status">
        <h2 ref={heading} tabIndex={-1}>
          {t(allowed ? 'explain.allowed' : 'explain.denied')}
        </h2>
        <p>
          {t(allowed ? 'explain.allowedText' : 'explain.deniedText', { name })}{' '}
          <q>{t(`roles.permission.${permission}`)}</q>
          {channel === null ? null : <bdi> #{channel}</bdi>}
        </p>
      </div>
      <Trace steps={steps} label={t('explain.trace')} />
      <CliLines lines={[lineOf(input, names.handle)]} />
      <p className="row quiet">
        {t('explain.link')} <CopyButton text={`${location.origin}${link}`} what={t('explain.link')} />
      </p>
    </section>
  );
}

const lineOf = (
  { principalId, permission, channelId, messageId, subjectId, scopes, context = {} }: Input,
  handleOf: (id: string) => string,
) =>
  commands.explain(handleOf(principalId), permission, {
    ...{ channel: channelId, message: messageId, scopes },
    subject: subjectId === undefined ? undefined : handleOf(subjectId),
    ...{ address: context.address, device: context.device },
    at: context.at === undefined ? undefined : new Date(context.at).toISOString(),
  });
