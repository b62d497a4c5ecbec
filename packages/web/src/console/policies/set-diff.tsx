/** What is otherwise between two sets of policies. */
import type { PolicySet } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { changeOf, type PolicyChange } from './draft.ts';
import { type DiffLine, diffLines } from './line-diff.ts';

export function SetDiff({ before, after }: { before: PolicySet; after: PolicySet }) {
  const { t } = useTexts();
  const { policies, testsAdded, testsRemoved } = changeOf(before, after);
  if (policies.length + testsAdded + testsRemoved === 0)
    return <p className="quiet">{t('policies.noDifference')}</p>;
  return (
    <div className="set-diff">
      {policies.map((change) => (
        <OnePolicy key={change.id} change={change} />
      ))}
      {testsAdded + testsRemoved === 0 ? null : (
        <p className="quiet">{t('policies.testsDiffer', { added: testsAdded, removed: testsRemoved })}</p>
      )}
    </div>
  );
}

function OnePolicy({ change: { title, change, before, after } }: { change: PolicyChange }) {
  const { t } = useTexts();
  return (
    <section>
      <h3>
        <bdi>{title}</bdi> <span className="quiet">{t(`policies.diff.${change}`)}</span>
      </h3>
      <Lines label={title} lines={diffLines(before, after)} />
    </section>
  );
}

const signs = { same: ' ', added: '+', removed: '−' } as const;
const words = { same: null, added: 'policies.line.added', removed: 'policies.line.removed' } as const;

function Lines({ label, lines }: { label: string; lines: readonly DiffLine[] }) {
  const { t } = useTexts();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="line-diff" tabIndex={0} aria-label={t('policies.diffOf', { title: label })}>
      {lines.map(({ change, text }, index) => {
        const word = words[change];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place.
          <div key={index} className={`line-${change}`}>
            <span aria-hidden="true">{signs[change]} </span>
            {word === null ? null : <span className="unseen">{t(word)} </span>}
            <span translate="no">{text}</span>
          </div>
        );
      })}
    </section>
  );
}
