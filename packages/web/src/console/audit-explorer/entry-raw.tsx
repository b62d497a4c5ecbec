import { useTexts } from '../../i18n/use-texts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Erased } from './entry-facts.tsx';
import type { WholeEntry } from './whole-entry.ts';

/** The bytes that were hashed into the tree; of fields about people they hold commitments. */
export function EntryRaw({ whole: { raw, entry, leafHash, personal } }: { whole: WholeEntry }) {
  const { t } = useTexts();
  const text = raw ?? JSON.stringify(entry, null, 2);
  return (
    <section className="drawer-part" aria-label={t('auditLog.raw')}>
      <h3>{t('auditLog.raw')}</h3>
      <p className="quiet">{t(raw === null ? 'auditLog.rawWaits' : 'auditLog.rawHint')}</p>
      <div className="cli">
        <header>
          {t('console.audit.json')}
          <CopyButton text={text} what={t('console.audit.json')} />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
        <pre className="raw" tabIndex={0}>
          {text}
        </pre>
      </div>
      {leafHash === null && personal.length === 0 ? null : (
        <dl className="record">
          {leafHash === null ? null : (
            <>
              <dt>{t('auditLog.leafHash')}</dt>
              <dd translate="no">{leafHash}</dd>
            </>
          )}
          {personal.map(({ field, commitment, isErased }) => (
            <div key={field} className="personal">
              <dt>
                {t('auditLog.commitment', { field })} {isErased ? <Erased /> : null}
              </dt>
              <dd translate="no">{commitment}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
