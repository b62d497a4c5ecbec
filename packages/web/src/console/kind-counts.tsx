import { useTexts } from '../i18n/use-texts.ts';
import { type Hits, revocableKinds } from './emergency-facts.ts';

/** Only the kinds that are hit. */
export function KindCounts({ counts }: { counts: Hits['counts'] }) {
  const { t } = useTexts();
  return (
    <ul className="row">
      {revocableKinds
        .filter((kind) => counts[kind] > 0)
        .map((kind) => (
          <li key={kind} className="chip">
            {t(`credentials.kinds.${kind}`)}: {t('console.count', { count: counts[kind] })}
          </li>
        ))}
    </ul>
  );
}
