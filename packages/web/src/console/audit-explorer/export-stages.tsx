import type { ExportState } from '@wardroom/sdk';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { CliLines } from '../cli-line.tsx';
import { commands } from '../command-lines.ts';
import { TooLargeForMemory } from './export-file.ts';

interface ProgressProps {
  /** null: it is being begun. */
  readonly state: ExportState | null;
  readonly isWaiting: boolean;
  readonly onCancel: () => void;
}

export function ExportProgress({ state, isWaiting, onCancel }: ProgressProps) {
  const { t } = useTexts();
  const count = state === null ? 0 : state.to - state.from;
  const done = Math.min(count, state?.entries ?? 0);
  return (
    <>
      <progress
        className="export-progress"
        aria-label={t('auditLog.progress')}
        max={Math.max(1, count)}
        value={state === null ? undefined : done}
      />
      <p role="status">
        {state === null
          ? t('auditLog.beginning')
          : isWaiting
            ? t('auditLog.waitingNetwork')
            : t('auditLog.progressOf', { done, count })}
      </p>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onCancel}>
          {t('auditLog.cancel')}
        </button>
      </div>
    </>
  );
}

interface BrokenProps {
  readonly state: ExportState | null;
  readonly error: unknown;
  readonly onGoOn: () => Promise<void>;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

export function ExportBroken({ state, error, onGoOn, onAgain, onClose }: BrokenProps) {
  const { t } = useTexts();
  const isTooLarge = error instanceof TooLargeForMemory;
  return (
    <>
      {isTooLarge ? (
        <div className="notice notice-bad" role="alert">
          {t('auditLog.tooLarge')}
        </div>
      ) : (
        <Notice failure={failureOf(error)} />
      )}
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('shell.close')}
        </button>
        {state === null || isTooLarge ? (
          <button type="button" className="button primary" onClick={onAgain}>
            {t('auditLog.back')}
          </button>
        ) : (
          <button type="button" className="button primary" onClick={() => void onGoOn()}>
            {t('auditLog.goOn')}
          </button>
        )}
      </div>
    </>
  );
}

interface DoneProps {
  readonly state: ExportState;
  readonly file: string;
  readonly onClose: () => void;
}

export function ExportDone({ state, file, onClose }: DoneProps) {
  const { t } = useTexts();
  return (
    <>
      <p role="status">
        {t('auditLog.exported', { count: state.to - state.from, file, last: Math.max(0, state.to - 1) })}
      </p>
      {state.problems === 0 ? null : (
        <div className="notice notice-bad" role="alert">
          {t('auditLog.exportProblems', { count: state.problems })}
        </div>
      )}
      <p className="quiet">{t('auditLog.verifyHint')}</p>
      <CliLines lines={[commands.verifyAudit(file)]} />
      <div className="dialog-foot">
        <button type="button" className="button primary" onClick={onClose}>
          {t('auditLog.done')}
        </button>
      </div>
    </>
  );
}
