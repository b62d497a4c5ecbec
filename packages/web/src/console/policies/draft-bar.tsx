/** What is not saved yet, whether it may be, and the way to save or leave it. */
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { type Tried, useDesk } from './desk.ts';
import { isComplete, type Verdicts } from './draft.ts';
import { SaveDialog } from './save-dialog.tsx';

const failing = ({ tests }: Verdicts): number =>
  tests.filter(({ actual, expected }) => actual !== expected).length;

export function DraftBar({ tried }: { tried: Tried }) {
  const { t } = useTexts();
  const { setDraft, draft, versions } = useDesk();
  const [saving, setSaving] = useState(false);
  const { verdicts, failure, waiting } = tried;
  const complete = isComplete(draft.set);
  const overtaken = draft.basedOn !== (versions[0]?.version ?? 0);
  const wrong = verdicts === null ? 0 : verdicts.problems.length;
  const red = verdicts === null ? 0 : failing(verdicts);
  const blocked = !complete || wrong > 0 || red > 0 || overtaken || waiting || failure !== null;
  const words = !complete
    ? t('policies.incomplete')
    : overtaken
      ? t('policies.overtaken')
      : waiting
        ? t('policies.checking')
        : wrong > 0
          ? t('policies.problems', { count: wrong })
          : red > 0
            ? t('policies.testsFail', { count: red })
            : t('policies.sound');
  return (
    <section className="draft-bar" aria-label={t('policies.unsaved')}>
      <p role="status">
        <strong>{t('policies.unsaved')}</strong> {failure === null ? words : null}
      </p>
      {failure === null ? null : <Notice failure={failure} />}
      <div className="row">
        <button type="button" className="button" onClick={() => setDraft(null)}>
          {t('policies.discard')}
        </button>
        <button type="button" className="button primary" disabled={blocked} onClick={() => setSaving(true)}>
          {t('policies.saveAsk')}
        </button>
      </div>
      {saving ? <SaveDialog onClose={() => setSaving(false)} /> : null}
    </section>
  );
}
