import type { Texts } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { createFormats, type DayWords, type Formats } from '../ui/formats.ts';
import { useWorkspace } from './use-workspace.ts';

const made = new WeakMap<Texts, Formats>();

export const dayWords = ({ t }: Texts): DayWords => ({
  today: t('shell.today'),
  yesterday: t('shell.yesterday'),
  todayWithin: t('shell.todayWithin'),
  yesterdayWithin: t('shell.yesterdayWithin'),
});

/** Every row asks; making one costs more than drawing the row. */
export function useFormats(): Formats {
  const { environment } = useWorkspace();
  const texts = useTexts();
  const known = made.get(texts);
  if (known !== undefined) return known;
  const formats = createFormats(texts.locale, environment.timeZone, dayWords(texts));
  made.set(texts, formats);
  return formats;
}
