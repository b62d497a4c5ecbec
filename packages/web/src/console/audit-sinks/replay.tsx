import type { AuditSinkView } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../../ui/form.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { api } from '../command-lines.ts';

interface ReplayProps {
  readonly sink: AuditSinkView;
  readonly onChange: () => void;
  /** Place to begin with; from the beginning otherwise. */
  readonly from?: number;
}

export function Replay({ sink, onChange, from: first = 0 }: ReplayProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState(String(first));
  const from = Number(typed);
  const { busy, failure, submit, problemOf } = useSubmission(async () => {
    await call('audit.sinks.replay', { sinkId: sink.id, from });
    setAsking(false);
    onChange();
  });
  return (
    <>
      <button type="button" className="button" onClick={() => setAsking(true)}>
        {t('feeds.replay')}
      </button>
      {asking ? (
        <Dialog title={t('feeds.replayTitle')} onClose={() => setAsking(false)}>
          <form onSubmit={submit}>
            <p>{t('feeds.replayText')}</p>
            <Field
              label={t('feeds.replayFrom')}
              type="number"
              min={0}
              required
              value={typed}
              problem={problemOf('/from')}
              onChange={(event) => setTyped(event.target.value)}
            />
            <FormNotice failure={failure} shown={['/from']} />
            <CliLines lines={[api('audit.sinks.replay', { sinkId: sink.id, from })]} />
            <DialogFoot action={t('feeds.replayNow')} onCancel={() => setAsking(false)} disabled={busy} />
          </form>
        </Dialog>
      ) : null}
    </>
  );
}
