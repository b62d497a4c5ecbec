import { useTexts } from '../../i18n/use-texts.ts';
import type { Bar } from './span.ts';
import type { SpanText } from './use-span-text.ts';

interface HistogramTableProps {
  readonly bars: readonly Bar[];
  readonly textOf: SpanText;
  readonly onChoose: (from: number, to: number) => void;
}

/** The same in numbers, for whoever does not see bars or wants to know exactly. */
export function HistogramTable({ bars, textOf, onChoose }: HistogramTableProps) {
  const { t } = useTexts();
  const counted = bars.filter(({ total }) => total > 0).toReversed();
  return (
    <details className="histogram-table">
      <summary>{t('auditLog.asTable')}</summary>
      <div className="table-frame">
        <table className="numbers">
          <caption className="unseen">{t('auditLog.histogram')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('console.audit.time')}</th>
              <th scope="col">{t('console.audit.outcome.success')}</th>
              <th scope="col">{t('console.audit.outcome.failure')}</th>
              <th scope="col">{t('console.audit.outcome.blocked')}</th>
            </tr>
          </thead>
          <tbody>
            {counted.map(({ from, to, success, failure, blocked }) => (
              <tr key={from}>
                <th scope="row">
                  <button type="button" className="button plain small" onClick={() => onChoose(from, to)}>
                    <time>{textOf.moment(from)}</time>
                  </button>
                </th>
                {[success, failure, blocked].map((count, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                  <td key={at}>{t('console.count', { count })}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
