/** What every page shows on which somebody who is not known yet asks to be let in. */
import { useTexts } from '../i18n/use-texts.ts';
import { FormNotice } from '../ui/form.tsx';
import { useStore } from '../ui/store.ts';
import { ThemeChoice } from '../ui/theme-choice.tsx';
import { describeFailure } from '../workspace/problem.ts';
import { deviceCheck } from './device-check.ts';
import type { Entry } from './use-entry.ts';

/** The refusal; a limit with the time it lasts, counted down. */
export function EntryNotice({ entry, shown = [] }: { entry: Entry; shown?: readonly string[] }) {
  const texts = useTexts();
  const { t } = texts;
  const { failure, waitSeconds } = entry;
  const checked = useStore(deviceCheck, (state) => state);
  if (checked !== null) return <DeviceCheck likelihood={checked} />;
  if (waitSeconds === null || failure === null) return <FormNotice failure={failure} shown={shown} />;
  if (waitSeconds === 0)
    return (
      <p className="notice" role="status">
        {t('signIn.waitOver')}
      </p>
    );
  const { title, detail } = describeFailure(texts, failure);
  const long = waitSeconds > 90;
  const time = long
    ? t('signIn.minutes', { count: Math.ceil(waitSeconds / 60) })
    : t('signIn.seconds', { count: waitSeconds });
  return (
    <div className="notice notice-bad">
      {/* Said once; a countdown that is read out each second would be noise. */}
      <span role="alert" className="unseen">
        {title}. {detail}
      </span>
      <strong>{title}.</strong> {t('signIn.wait', { time })}
    </div>
  );
}

function DeviceCheck({ likelihood }: { likelihood: number }) {
  const { t } = useTexts();
  return (
    <div className="notice device-check" role="status">
      <strong>{t('signIn.checking')}</strong>
      <progress value={likelihood} aria-label={t('signIn.checking')} />
      <span>{t('signIn.checkingWhy')}</span>
    </div>
  );
}

interface EntryButtonProps {
  readonly entry: Entry;
  readonly label: string;
  readonly busyLabel: string;
}

export function EntryButton({ entry, label, busyLabel }: EntryButtonProps) {
  const { t } = useTexts();
  const { busy, leaving, waitSeconds } = entry;
  const waiting = waitSeconds !== null && waitSeconds > 0;
  return (
    <button type="submit" className="button primary entry-button" disabled={busy || leaving || waiting}>
      {leaving ? t('signIn.opening') : busy ? busyLabel : label}
    </button>
  );
}

/** Colours, with the word for those who see it; who listens hears it from the choice itself. */
export function EntryColours() {
  const { t } = useTexts();
  return (
    <div className="sheet-colours">
      <span aria-hidden="true">{t('shell.colours')}</span>
      <ThemeChoice />
    </div>
  );
}
