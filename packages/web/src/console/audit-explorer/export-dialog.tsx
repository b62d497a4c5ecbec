import { type FormEvent, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFoot } from '../../ui/dialog-foot.tsx';
import { Field } from '../../ui/form.tsx';
import { useSynced } from '../../workspace/use-workspace.ts';
import { mostMemoryBytes, writesFiles } from './export-file.ts';
import { ExportBroken, ExportDone, ExportProgress } from './export-stages.tsx';
import { type ExportRange, useExport } from './use-export.ts';

interface ExportDialogProps {
  readonly onClose: () => void;
}

/** The sealed log with all of its proofs, as a file that anybody can verify without this server. */
export default function ExportDialog({ onClose }: ExportDialogProps) {
  const { t } = useTexts();
  const { slug } = useSynced().tenant;
  const { stage, start, goOn, cancel } = useExport(`audit-${slug}.tar`);
  const isRunning = stage.at === 'running';
  return (
    // What runs is ended by its own button only.
    <Dialog title={t('auditLog.exportTitle')} onClose={isRunning ? () => undefined : onClose}>
      {stage.at === 'asking' ? <Asking onStart={start} onClose={onClose} /> : null}
      {isRunning ? <ExportProgress {...stage} onCancel={cancel} /> : null}
      {stage.at === 'broken' ? (
        <ExportBroken {...stage} onGoOn={goOn} onAgain={cancel} onClose={onClose} />
      ) : null}
      {stage.at === 'done' ? <ExportDone {...stage} onClose={onClose} /> : null}
    </Dialog>
  );
}

interface AskingProps {
  readonly onStart: (range: ExportRange) => Promise<void>;
  readonly onClose: () => void;
}

/** Null: nothing was typed; NaN: it is no place. */
const placeOf = (typed: string): number | null =>
  typed.trim() === '' ? null : /^\d{1,15}$/.test(typed.trim()) ? Number(typed) : Number.NaN;

function Asking({ onStart, onClose }: AskingProps) {
  const { t } = useTexts();
  const [isWhole, setWhole] = useState(true);
  const [first, setFirst] = useState('');
  const [last, setLast] = useState('');
  const [reason, setReason] = useState('');
  const [from, to] = [placeOf(first), placeOf(last)];
  const problemOf = (place: number | null) => (Number.isNaN(place) ? t('auditLog.notAPlace') : undefined);
  const isReversed = from !== null && to !== null && from > to;
  const isWrong = !isWhole && (Number.isNaN(from) || Number.isNaN(to) || isReversed);
  const start = (event: FormEvent) => {
    event.preventDefault();
    const range = isWhole
      ? {}
      : { ...(from === null ? {} : { from }), ...(to === null ? {} : { to: to + 1 }) };
    void onStart({ ...range, ...(reason.trim() === '' ? {} : { reason: reason.trim() }) });
  };
  return (
    <form onSubmit={start} noValidate>
      <p>{t('auditLog.exportText')}</p>
      <fieldset className="field export-choices">
        <legend>{t('auditLog.range')}</legend>
        <label className="choice">
          <input type="radio" name="range" checked={isWhole} onChange={() => setWhole(true)} />
          <span>{t('auditLog.wholeLog')}</span>
        </label>
        <label className="choice">
          <input type="radio" name="range" checked={!isWhole} onChange={() => setWhole(false)} />
          <span>{t('auditLog.partOfLog')}</span>
        </label>
      </fieldset>
      {isWhole ? null : (
        <div className="pair export-range">
          <Field
            label={t('auditLog.first')}
            inputMode="numeric"
            value={first}
            problem={problemOf(from)}
            onChange={({ target }) => setFirst(target.value)}
          />
          <Field
            label={t('auditLog.last')}
            inputMode="numeric"
            value={last}
            problem={isReversed ? t('auditLog.reversed') : problemOf(to)}
            onChange={({ target }) => setLast(target.value)}
          />
        </div>
      )}
      <Field
        label={t('auditLog.reason')}
        hint={t('auditLog.reasonHint')}
        maxLength={500}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <p className="quiet">
        {writesFiles()
          ? t('auditLog.toFile')
          : t('auditLog.toMemory', { count: Math.round(mostMemoryBytes / 1_048_576) })}
      </p>
      <DialogFoot action={t('auditLog.exportNow')} onCancel={onClose} disabled={isWrong} />
    </form>
  );
}
