import type { Texts } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { createFormats, type Formats } from '../ui/formats.ts';
import { useWorkspace } from './use-workspace.ts';

const made = new WeakMap<Texts, Formats>();

/** Every row asks; making one costs more than drawing the row. */
export function useFormats(): Formats {
  const { environment } = useWorkspace();
  const texts = useTexts();
  const known = made.get(texts);
  if (known !== undefined) return known;
  const words = { today: texts.t('shell.today'), yesterday: texts.t('shell.yesterday') };
  const formats = createFormats(texts.locale, environment.timeZone, words);
  made.set(texts, formats);
  return formats;
}
