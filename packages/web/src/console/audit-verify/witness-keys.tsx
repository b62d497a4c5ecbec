import { type FormEvent, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { linesOf } from '../client-facts.ts';
import { LinesField } from '../lines-field.tsx';
import type { Kept } from './kept.ts';
import { unreadableWitness } from './keys.ts';
import { cryptoOf } from './verify.ts';

/** Who must have seen what is verified here: known from elsewhere, for a witness that the server names proves nothing. */
export function WitnessKeys({ kept, onKeep }: { kept: Kept; onKeep: (kept: Kept) => void }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const [typed, setTyped] = useState(kept.witnesses.join('\n'));
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isSaved, setSaved] = useState(false);
  const save = (event: FormEvent) => {
    event.preventDefault();
    const witnesses = [...new Set(linesOf(typed))];
    void unreadableWitness(witnesses, cryptoOf(workspace)).then((line) => {
      setProblem(line === undefined ? undefined : t('verify.noWitness', { line }));
      setSaved(line === undefined);
      if (line === undefined) onKeep({ ...kept, witnesses });
    });
  };
  return (
    <form onSubmit={save}>
      <LinesField
        label={t('verify.witnessKeys')}
        hint={t('verify.witnessHint')}
        value={typed}
        problem={problem}
        onChange={(text) => {
          setTyped(text);
          setSaved(false);
        }}
      />
      <button type="submit" className="button">
        {t('verify.keepWitnesses')}
      </button>
      <p role="status" className="quiet">
        {isSaved ? t('verify.witnessesKept', { count: kept.witnesses.length }) : ''}
      </p>
    </form>
  );
}
