import type { AuditSinkView, Operations, OutputOf } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { FormNotice, useSubmission } from '../../ui/form.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { intoView } from './conflict.tsx';
import { useFault } from './facts.tsx';
import { type FeedForm, probeOf } from './form.ts';

interface ProbeProps {
  readonly form: FeedForm;
  /** Whose secret counts where none is typed. */
  readonly sinkId?: AuditSinkView['id'];
}

interface Tried {
  /** What was tried: of anything else it says nothing. */
  readonly form: FeedForm;
  readonly end: OutputOf<Operations['audit.sinks.probe']>;
}

/** A test entry by what is typed, before anything is saved. */
export function Probe({ form, sinkId }: ProbeProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const faultOf = useFault();
  const [tried, setTried] = useState<Tried | null>(null);
  const { busy, failure, submit } = useSubmission(async () => {
    setTried(null);
    setTried({ form, end: await call('audit.sinks.probe', probeOf(form, sinkId)) });
  });
  const end = tried?.form === form ? tried.end : null;
  const fault = end === null ? null : faultOf(end);
  return (
    <div>
      <button type="button" className="button" disabled={busy} onClick={submit}>
        {t(busy ? 'feeds.testing' : 'feeds.probe')}
      </button>
      <FormNotice failure={failure} />
      <p role="status" className="quiet">
        {end === null ? null : (
          <span ref={intoView}>{fault === null ? t('feeds.probeOk') : t('feeds.testFailed', { fault })}</span>
        )}
      </p>
    </div>
  );
}
