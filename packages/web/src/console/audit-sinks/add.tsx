import type { AuditSinkView, SinkKind } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { FormNotice, useSubmission } from '../../ui/form.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { FeedFields, PersonalChoice, shownProblems } from './fields.tsx';
import { emptyForm, type FeedForm, inputOf } from './form.ts';
import { Probe } from './probe.tsx';

interface AddFeedProps {
  readonly hasFiles: boolean;
  readonly onClose: () => void;
  readonly onAdded: (sink: AuditSinkView) => void;
}

const kinds: readonly SinkKind[] = ['splunk_hec', 'datadog', 'syslog', 's3', 'file'];

export function AddFeed({ hasFiles, onClose, onAdded }: AddFeedProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [form, setForm] = useState<FeedForm>(emptyForm);
  const set = (changed: Partial<FeedForm>) => setForm({ ...form, ...changed });
  const { busy, failure, submit, problemOf } = useSubmission(async () => {
    const { sink } = await call('audit.sinks.create', inputOf(form));
    onAdded(sink);
  });
  return (
    <Dialog title={t('feeds.add')} onClose={onClose}>
      <form onSubmit={submit}>
        <SelectField
          label={t('feeds.kind')}
          value={form.kind}
          options={kinds.map((kind) => [kind, t(`feeds.kind.${kind}`), kind === 'file' && !hasFiles])}
          onChange={(kind) => set({ kind })}
        />
        <FeedFields form={form} set={set} problemOf={problemOf} />
        <label className="choice">
          <input
            type="checkbox"
            checked={form.isWhole}
            onChange={(event) => set({ isWhole: event.target.checked })}
          />{' '}
          {t('feeds.whole')}
        </label>
        <PersonalChoice form={form} set={set} />
        <Probe form={form} />
        <FormNotice failure={failure} shown={shownProblems} />
        <DialogFoot
          action={t('feeds.addNow')}
          onCancel={onClose}
          disabled={busy || form.name.trim() === ''}
        />
      </form>
    </Dialog>
  );
}
