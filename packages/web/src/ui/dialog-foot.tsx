import { useTexts } from '../i18n/use-texts.ts';

interface DialogFootProps {
  /** What the form does. */
  readonly action: string;
  readonly onCancel: () => void;
  readonly disabled: boolean;
  /** Something is taken away. */
  readonly danger?: boolean;
}

/** The end of a form in a dialog: leave it, or do it. */
export function DialogFoot({ action, onCancel, disabled, danger = false }: DialogFootProps) {
  const { t } = useTexts();
  return (
    <div className="dialog-foot">
      <button type="button" className="button" onClick={onCancel}>
        {t('dialogs.cancel')}
      </button>
      <button type="submit" className={danger ? 'button danger' : 'button primary'} disabled={disabled}>
        {action}
      </button>
    </div>
  );
}
