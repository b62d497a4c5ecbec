import { Fragment } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { diffLines } from '../policies/line-diff.ts';
import { Erased } from './entry-facts.tsx';
import type { WholeEntry } from './whole-entry.ts';

const signs = { same: ' ', added: '+', removed: '−' } as const;
const words = { same: null, added: 'policies.line.added', removed: 'policies.line.removed' } as const;

/** What was before and what is now, line by line, and everything else that the entry tells. */
export function EntryChange({ whole: { change, entry } }: { whole: WholeEntry }) {
  const { t } = useTexts();
  const told = Object.entries(entry.metadata);
  const erased = entry.erased.filter((field) => field !== 'address' && !(field in entry.metadata));
  return (
    <>
      {change === null ? null : (
        <section className="drawer-part" aria-label={t('auditLog.change')}>
          <h3>{t('auditLog.change')}</h3>
          <div className="line-diff entry-change">
            {diffLines(linesOf(change.before), linesOf(change.after)).map(({ change: what, text }, index) => {
              const word = words[what];
              return (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
                <div key={index} className={`line-${what}`}>
                  <span aria-hidden="true">{signs[what]} </span>
                  {word === null ? null : <span className="unseen">{t(word)} </span>}
                  <span translate="no">{text}</span>
                </div>
              );
            })}
          </div>
        </section>
      )}
      {told.length + erased.length === 0 ? null : (
        <section className="drawer-part" aria-label={t('auditLog.details')}>
          <h3>{t('auditLog.details')}</h3>
          <dl className="facts">
            {told.map(([name, value]) => (
              <Fragment key={name}>
                <dt className="mono">{name}</dt>
                <dd>
                  <bdi className="entry-value">{value === null ? '–' : String(value)}</bdi>
                </dd>
              </Fragment>
            ))}
            {erased.map((name) => (
              <Fragment key={name}>
                <dt className="mono">{name}</dt>
                <dd>
                  <Erased />
                </dd>
              </Fragment>
            ))}
          </dl>
        </section>
      )}
    </>
  );
}

/** Lists stand in one value, with commas: each of them is a line of its own. */
const linesOf = (value: string | null): string =>
  value === null ? '' : /^[\w.:-]+(,[\w.:-]+)+$/.test(value) ? value.replaceAll(',', '\n') : value;
