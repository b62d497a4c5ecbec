import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { type Ended, totalOf } from './emergency-facts.ts';
import { nameOfKey } from './key-life.ts';
import { KindCounts } from './kind-counts.tsx';
import { useNames } from './names.ts';

interface EmergencyResultProps {
  readonly ended: Ended;
  readonly onDone: () => void;
}

/** What was ended, and the successors of keys, which are shown only here. */
export function EmergencyResult({ ended: { counts, reissued }, onDone }: EmergencyResultProps) {
  const { t } = useTexts();
  const [agreed, setAgreed] = useState(false);
  const count = totalOf(counts);
  return (
    <div className="settings ended">
      <div role="status">
        <h2>{count === 0 ? t('credentials.endedNone') : t('credentials.ended', { count })}</h2>
      </div>
      <KindCounts counts={counts} />
      {reissued.length === 0 ? null : (
        <section className="once" aria-label={t('credentials.reissued')}>
          <h3>{t('credentials.reissued')}</h3>
          <p>{t('credentials.reissuedHint')}</p>
          <ul className="reissued">
            {reissued.map((one) => (
              <Successor key={one.credential.id} {...one} />
            ))}
          </ul>
          <label className="choice">
            <input type="checkbox" checked={agreed} onChange={(event) => setAgreed(event.target.checked)} />
            <span>{t('console.keys.stored')}</span>
          </label>
        </section>
      )}
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={reissued.length > 0 && !agreed}
          onClick={onDone}
        >
          {t('console.done')}
        </button>
      </div>
    </div>
  );
}

function Successor({ credential, secret }: Ended['reissued'][number]) {
  const { t } = useTexts();
  const names = useNames();
  const label = t('credentials.newSecretOf', { name: names.somebody(credential.principalId) });
  return (
    <li>
      <div>
        <bdi>{names.somebody(credential.principalId)}</bdi>{' '}
        <span className="quiet">
          <bdi>{credential.description}</bdi> · <span className="mono">{nameOfKey(credential)}</span>
        </span>
      </div>
      <div className="once-secret">
        <input
          readOnly
          aria-label={label}
          className="mono"
          value={secret}
          onFocus={(event) => event.target.select()}
        />
        <CopyButton text={secret} what={label} />
      </div>
    </li>
  );
}
