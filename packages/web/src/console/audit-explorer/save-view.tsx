import type { AuditView } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../../ui/form.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import type { Chosen } from './use-reading.ts';
import { filtersToSave } from './view-words.ts';
import { lineOf } from './words.ts';

interface SaveViewProps {
  /** To be renamed; null: the filters as they stand become a new one. */
  readonly view: AuditView | null;
  readonly chosen: Chosen;
  readonly onClose: () => void;
  readonly onSaved: () => Promise<unknown>;
}

export function SaveView({ view, chosen, onClose, onSaved }: SaveViewProps) {
  const { t } = useTexts();
  const { call, announce } = useWorkspace();
  const [name, setName] = useState(view?.name ?? '');
  const [isShared, setShared] = useState(view?.isShared ?? false);
  const { busy, failure, submit, problemOf } = useSubmission(async () => {
    const filters = view === null ? filtersToSave(chosen.words, chosen.filters) : view.filters;
    await call('audit.saveView', {
      ...{ name: name.trim(), filters, isShared },
      ...(view === null ? {} : { viewId: view.id }),
    });
    await onSaved();
    announce(t('auditLog.saved', { name: name.trim() }));
    onClose();
  });
  return (
    <Dialog title={t(view === null ? 'auditLog.saveTitle' : 'auditLog.renameTitle')} onClose={onClose}>
      <form onSubmit={submit}>
        <Field
          label={t('auditLog.viewName')}
          required
          maxLength={80}
          value={name}
          problem={problemOf('/name')}
          onChange={({ target }) => setName(target.value)}
        />
        {view === null ? <p className="quiet mono">{lineOf(chosen.words)}</p> : null}
        <label className="choice">
          <input type="checkbox" checked={isShared} onChange={({ target }) => setShared(target.checked)} />
          <span>{t('auditLog.share')}</span>
        </label>
        <FormNotice failure={failure} shown={['/name']} />
        <DialogFoot action={t('auditLog.save')} onCancel={onClose} disabled={busy || name.trim() === ''} />
      </form>
    </Dialog>
  );
}
