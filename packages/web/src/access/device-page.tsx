/** A device without a keyboard asks by a code that a person enters here (RFC 8628 section 3.3). */
import '../i18n/late.ts';
import type { Scope } from '@wardroom/contract';
import { TriangleAlert } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { Sheet } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import type { AccessPageProps } from './authorize-page.tsx';
import { RequestCard } from './request-card.tsx';
import { SomeoneElse } from './someone-else.tsx';
import { type Asked, isOver } from './use-request.ts';
import { isWholeCode, showCode } from './user-code.ts';

type State =
  | { readonly at: 'code' }
  | { readonly at: 'asked'; readonly code: string; readonly asked: Asked }
  | { readonly at: 'done' }
  | { readonly at: 'denied' };

export default function DevicePage({ environment, call }: AccessPageProps) {
  const { t } = useTexts();
  const [state, setState] = useState<State>({ at: 'code' });
  const userCode = state.at === 'asked' ? state.code : '';
  const find = useCallback(
    async (code: string) => {
      const [{ request }, { principal }] = await Promise.all([
        call('devices.show', { userCode: code }),
        call('sessions.show', {}),
      ]);
      setState({ at: 'asked', code, asked: { request, me: principal } });
    },
    [call],
  );
  const allow = useCallback(
    async (scopes: Scope[]) => {
      await call('devices.approve', { userCode, scopes });
      setState({ at: 'done' });
    },
    [call, userCode],
  );
  const cancel = useCallback(async () => {
    await call('devices.deny', { userCode });
    setState({ at: 'denied' });
  }, [call, userCode]);
  const title =
    state.at === 'asked'
      ? t('access.deviceTitle', { app: state.asked.request.clientName })
      : t(
          state.at === 'done'
            ? 'access.deviceDone'
            : state.at === 'denied'
              ? 'access.deviceDenied'
              : 'access.device',
        );
  useEffect(() => {
    document.title = `${title} · ${location.host}`;
  }, [title]);
  if (state.at === 'done') return <End title={title} text={t('access.deviceDoneText')} />;
  if (state.at === 'denied') return <End title={title} text={t('access.deviceDeniedText')} />;
  return (
    <Sheet title={title} lead={state.at === 'code' ? t('access.deviceLead') : <bdi>{location.host}</bdi>}>
      {state.at === 'code' ? (
        <CodeForm onCode={find} />
      ) : (
        <RequestCard
          asked={state.asked}
          timeZone={environment.timeZone}
          code={state.code}
          onAllow={allow}
          onCancel={cancel}
        >
          <p className="notice request-warning">
            <TriangleAlert size={16} aria-hidden="true" /> {t('access.deviceWarning')}
          </p>
        </RequestCard>
      )}
      <SomeoneElse {...{ environment, call }} />
    </Sheet>
  );
}

/** A link of the device may bring the code; somebody has to look at it and go on, all the same. */
function CodeForm({ onCode }: { onCode: (code: string) => Promise<void> }) {
  const { t } = useTexts();
  const [code, setCode] = useState(() =>
    showCode(new URLSearchParams(location.search).get('user_code') ?? ''),
  );
  const [problem, setProblem] = useState<string>();
  const send = useCallback(async () => {
    setProblem(undefined);
    if (!isWholeCode(code)) return setProblem(t('access.codeShort'));
    try {
      await onCode(code);
    } catch (thrown) {
      if (!isOver(failureOf(thrown))) throw thrown;
      setProblem(t('access.codeGone'));
    }
  }, [onCode, code, t]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <Field
        label={t('access.code')}
        className="user-code"
        autoFocus
        autoCapitalize="characters"
        spellCheck={false}
        hint={t('access.codeHint')}
        value={code}
        problem={problem}
        onChange={(event) => setCode(showCode(event.target.value))}
      />
      <FormNotice failure={failure} />
      <button type="submit" className="button primary entry-button" disabled={busy}>
        {t('access.codeNext')}
      </button>
    </form>
  );
}

function End({ title, text }: { title: string; text: string }) {
  const { t } = useTexts();
  return (
    <Sheet title={title} lead={<span role="status">{text}</span>}>
      <div className="row">
        <a className="button" href="/">
          {t('access.toWorkspace')}
        </a>
        <a className="button plain" href="/device">
          {t('access.deviceOther')}
        </a>
      </div>
    </Sheet>
  );
}
