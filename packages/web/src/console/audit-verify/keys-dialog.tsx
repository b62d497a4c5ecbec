/** The keys that this browser believes: shown whole, compared with one that is known from elsewhere, replaced, and witnesses. */
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/form.tsx';
import { useFormats } from '../../workspace/use-formats.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { isOfDirectory, type Kept, readKept, writeKept } from './kept.ts';
import { type Comparison, compareKey, withKey } from './keys.ts';
import { cryptoOf } from './verify.ts';
import { WitnessKeys } from './witness-keys.tsx';

interface KeysDialogProps {
  readonly onClose: () => void;
  /** Other keys are kept from now on. */
  readonly onChanged: () => void;
}

export function KeysDialog({ onClose, onChanged }: KeysDialogProps) {
  const { t } = useTexts();
  const { environment } = useWorkspace();
  const [kept, setKept] = useState(() => readKept(environment));
  const keep = (next: Kept) => {
    writeKept(environment, next);
    setKept(next);
    onChanged();
  };
  return (
    <Dialog title={t('verify.keysTitle')} onClose={onClose} wide>
      <KeptKeys kept={kept} />
      {environment.subtle === undefined ? (
        <p>{t('verify.insecure')}</p>
      ) : (
        <>
          <CompareKey kept={kept} onKeep={keep} />
          {kept === null ? null : <WitnessKeys kept={kept} onKeep={keep} />}
        </>
      )}
    </Dialog>
  );
}

function KeptKeys({ kept }: { kept: Kept | null }) {
  const { t } = useTexts();
  const formats = useFormats();
  if (kept === null) return <p>{t('verify.keysNone')}</p>;
  const day = formats.full(kept.since);
  return (
    <section className="verification">
      <p>{t(kept.source === 'met' ? 'verify.keysMet' : 'verify.keysEntered', { day })}</p>
      {kept.keys.map((key) => {
        const label = t(isOfDirectory(key) ? 'verify.keyOfDirectory' : 'verify.keyOfLog');
        return (
          <div key={key}>
            <strong>{label}</strong> <CopyButton text={key} what={label} quiet />
            <span className="mono key">{key}</span>
          </div>
        );
      })}
    </section>
  );
}

interface PartProps {
  readonly kept: Kept | null;
  readonly onKeep: (kept: Kept) => void;
}

function CompareKey({ kept, onKeep }: PartProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const [typed, setTyped] = useState('');
  const [compared, setCompared] = useState<{ readonly key: string; readonly is: Comparison } | null>(null);
  const { data } = useQuery({
    queryKey: ['audit-rotations'],
    queryFn: async () => (await workspace.call('audit.checkpoint', {})).keys.rotations,
  });
  const form = useRef<HTMLFormElement>(null);
  const key = typed.trim();
  const compare = (event: FormEvent) => {
    event.preventDefault();
    const known = { crypto: cryptoOf(workspace), kept, rotations: data ?? [] };
    void compareKey(key, known).then((is) => setCompared({ key, is }));
  };
  const keep = () => {
    onKeep(withKey(kept, key, workspace.environment.now()));
    setCompared({ key, is: 'match' });
    // The button that had the focus goes away.
    form.current?.querySelector('input')?.focus();
  };
  const is = compared?.key === key ? compared.is : null;
  return (
    <form ref={form} onSubmit={compare}>
      <Field
        label={t('verify.compareKey')}
        hint={t('verify.compareHint')}
        autoCapitalize="none"
        spellCheck={false}
        className="mono"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="submit" className="button" disabled={key === '' || data === undefined}>
        {t('verify.compare')}
      </button>
      <div role="status">{is === null ? null : <Compared is={is} />}</div>
      {is === 'nothingKept' ? (
        <button type="button" className="button primary" onClick={keep}>
          {t('verify.keepThis')}
        </button>
      ) : null}
      {is !== null && replaceable.has(is) ? <Replace onReplace={keep} /> : null}
    </form>
  );
}

/** What stands beside a kept key may take its place. */
const replaceable: ReadonlySet<Comparison> = new Set(['differs', 'otherLog']);
const fits: ReadonlySet<Comparison> = new Set(['match', 'leads', 'follows']);

function Compared({ is }: { is: Comparison }) {
  const { t } = useTexts();
  return (
    <p>
      {is === 'nothingKept' ? null : (
        <strong className={fits.has(is) ? 'verified' : 'not-verified'}>
          {t(fits.has(is) ? 'verify.fits' : 'verify.fitsNot')}
        </strong>
      )}{' '}
      {t(`verify.compared.${is}`)}
    </p>
  );
}

/** Whoever replaces a key believes somebody else from now on: that is typed, and not clicked away. */
function Replace({ onReplace }: { onReplace: () => void }) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const word = t('verify.replaceWord');
  return (
    <>
      <p>{t('verify.replaceText')}</p>
      <Field
        label={t('console.typeToConfirm', { word })}
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <button type="button" className="button danger" disabled={typed !== word} onClick={onReplace}>
        {t('verify.replace')}
      </button>
    </>
  );
}
