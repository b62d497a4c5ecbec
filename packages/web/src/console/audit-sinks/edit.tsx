import type { AuditSinkView } from '@wardroom/contract';
import { type FormEvent, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { FormNotice } from '../../ui/form.tsx';
import { type Failure, failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { FeedConflict, intoView } from './conflict.tsx';
import { useFault } from './facts.tsx';
import { FeedFields, PersonalChoice, shownProblems } from './fields.tsx';
import { formOf } from './form.ts';
import { Probe } from './probe.tsx';
import { saveFeed } from './save.ts';

interface EditFeedProps {
  readonly sink: AuditSinkView;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

type Conflict = { readonly theirs: AuditSinkView | null } | null;

export function EditFeed({ sink, onClose, onChanged }: EditFeedProps) {
  const { t } = useTexts();
  const fault = useFault();
  const edit = useEditing({ sink, onClose, onChanged });
  const { form, set, base, busy, failure, conflict } = edit;
  const tested = edit.tested?.lastTest;
  return (
    <Dialog title={t('feeds.editTitle', { name: sink.name })} onClose={onClose}>
      <form onSubmit={edit.submit}>
        <p className="quiet">{t(`feeds.kind.${form.kind}`)}</p>
        <FeedFields form={form} set={set} hasSecret problemOf={(pointer) => failure?.fields.get(pointer)} />
        <PersonalChoice form={form} set={set} />
        <Probe form={form} sinkId={sink.id} />
        <label className="choice">
          <input
            type="checkbox"
            checked={edit.testsFirst}
            onChange={(event) => edit.setTestsFirst(event.target.checked)}
          />{' '}
          {t('feeds.testFirst')}
        </label>
        {conflict === null ? null : (
          <FeedConflict base={base} theirs={conflict.theirs} onTake={edit.take} onLeave={onClose} />
        )}
        {edit.tested === null ? null : (
          <p role="alert" className="notice" ref={intoView}>
            {t('feeds.savedNotArrived', { fault: (tested && fault(tested)) ?? t('feeds.fault.unreachable') })}
          </p>
        )}
        <FormNotice failure={conflict === null ? failure : null} shown={shownProblems} />
        <DialogFoot
          action={t(busy ? 'feeds.saving' : 'console.save')}
          onCancel={onClose}
          disabled={busy || conflict !== null || form.name.trim() === ''}
        />
      </form>
    </Dialog>
  );
}

function useEditing({ sink, onClose, onChanged }: EditFeedProps) {
  const { call } = useWorkspace();
  const [base, setBase] = useState(sink);
  const [goesOn] = useState(sink.state === 'active');
  const [form, setForm] = useState(() => formOf(sink));
  const [testsFirst, setTestsFirst] = useState(sink.destination.kind !== 'file');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [conflict, setConflict] = useState<Conflict>(null);
  const [tested, setTested] = useState<AuditSinkView | null>(null);
  const refused = async (error: unknown) => {
    const told = failureOf(error);
    setFailure(told);
    if (told.code !== 'conflict' && told.code !== 'not_found') return;
    const { sinks } = await call('audit.sinks.list', {});
    setConflict({ theirs: sinks.find(({ id }) => id === sink.id) ?? null });
  };
  const save = async () => {
    const { sink: saved, arrived } = await saveFeed(call, { form, base, testsFirst, goesOn, wait });
    setBase(saved);
    onChanged();
    if (arrived === false) setTested(saved);
    else onClose();
  };
  return {
    ...{ base, form, testsFirst, busy, failure, conflict, tested, setTestsFirst },
    set: (changed: Partial<typeof form>) => setForm({ ...form, ...changed }),
    submit(event: FormEvent) {
      event.preventDefault();
      setBusy(true);
      setFailure(null);
      setTested(null);
      save()
        .catch(refused)
        .finally(() => setBusy(false));
    },
    /** @param mine what is typed here is kept, and saved over what they have saved */
    take(theirs: AuditSinkView, mine: boolean) {
      setBase(theirs);
      if (!mine) setForm(formOf(theirs));
      setConflict(null);
      setFailure(null);
    },
  };
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
