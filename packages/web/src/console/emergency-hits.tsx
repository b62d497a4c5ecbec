import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { shortId } from '../ui/id.tsx';
import { Empty } from '../ui/parts.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { Confirm } from './confirm.tsx';
import { type Ended, type Hits, type Selection, totalOf } from './emergency-facts.ts';
import { KindCounts } from './kind-counts.tsx';
import { useNames } from './names.ts';
import { Moment } from './when.tsx';

interface EmergencyHitsProps {
  readonly selection: Selection;
  readonly hits: Hits;
  readonly onEnded: (ended: Ended) => void;
}

/** What it would end, and the way to do it. */
export function EmergencyHits({ selection, hits, onEnded }: EmergencyHitsProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [reason, setReason] = useState('');
  const [keepOwnSession, setKeepOwn] = useState(true);
  const [reissue, setReissue] = useState(false);
  const [asking, setAsking] = useState(false);
  const count = totalOf(hits.counts);
  if (count === 0) return <Empty title={t('credentials.hitsNone')}>{t('credentials.hitsNoneHint')}</Empty>;
  const { kinds } = selection;
  return (
    <section className="setting" aria-labelledby="emergency-hits">
      <div role="status">
        <h2 id="emergency-hits">{t('credentials.hits', { count })}</h2>
      </div>
      <KindCounts counts={hits.counts} />
      <Oldest hits={hits} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsking(true);
        }}
      >
        <Field
          label={t('credentials.reason')}
          required
          maxLength={200}
          hint={t('credentials.reasonHint')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        {kinds.includes('session') ? (
          <Tick text={t('credentials.keepOwn')} checked={keepOwnSession} onChange={setKeepOwn} />
        ) : null}
        {kinds.includes('key') ? (
          <Tick text={t('credentials.reissue')} checked={reissue} onChange={setReissue} />
        ) : null}
        <button type="submit" className="button danger">
          {t('credentials.end')}
        </button>
      </form>
      {asking ? (
        <Confirm
          title={t('credentials.endTitle', { count })}
          text={t('credentials.endDoes')}
          action={t('credentials.endNow')}
          word={t('credentials.word')}
          send={async () =>
            onEnded(
              await call('credentials.revokeMany', {
                ...selection,
                ...{ reason: reason.trim(), keepOwnSession, reissue: reissue && kinds.includes('key') },
              }),
            )
          }
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}

interface TickProps {
  readonly text: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

const Tick = ({ text, checked, onChange }: TickProps) => (
  <label className="choice">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
    <span>{text}</span>
  </label>
);

const listed = 20;

function Oldest({ hits: { affected, counts } }: { hits: Hits }) {
  const { t } = useTexts();
  const names = useNames();
  const count = totalOf(counts);
  const shown = affected.slice(0, listed);
  return (
    <section className="oldest" aria-label={t('credentials.oldest')}>
      <h3>{t('credentials.oldest')}</h3>
      <ul>
        {shown.map(({ kind, id, principalId, issuedAt }) => (
          <li key={id}>
            <span className="quiet">
              <Moment at={issuedAt} />
            </span>
            <span>{t(`console.audit.kind.${kind === 'key' ? 'credential' : kind}`)}</span>
            <bdi>{principalId === null ? '–' : names.somebody(principalId)}</bdi>
            <span className="mono quiet" title={id}>
              {shortId(id)}
            </span>
          </li>
        ))}
      </ul>
      {count > shown.length ? (
        <p className="quiet">{t('roles.affectedMore', { count: count - shown.length })}</p>
      ) : null}
    </section>
  );
}
