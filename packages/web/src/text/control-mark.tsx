import { withMarks } from '@wardroom/markdown';
import { Fragment } from 'react';
import { useTexts } from '../i18n/use-texts.ts';

/** A character that nobody would see, shown by its name. */
export function ControlMark({ name }: { readonly name: string }) {
  const { t } = useTexts();
  return (
    <span className="control-mark" title={t('text.control', { name })}>
      {name}
    </span>
  );
}

/** Code means what it says: a turned line must not read as another program (CVE-2021-42574). */
export function CodeText({ text }: { readonly text: string }) {
  const shown = withMarks(text);
  if (shown.length === 1 && shown[0] === text) return text;
  return shown.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: made anew when the text changes.
    <Fragment key={index}>{typeof part === 'string' ? part : <ControlMark name={part.name} />}</Fragment>
  ));
}
