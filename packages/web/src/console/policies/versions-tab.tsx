/** What was saved, newest first; what is otherwise between two of them; and the way back. */
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Empty, Notice } from '../../ui/parts.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useNames } from '../names.ts';
import { Skeleton } from '../pages.tsx';
import { Moment } from '../when.tsx';
import type { Wanted } from './activate-dialog.tsx';
import { useDesk, useSet } from './desk.ts';
import { emptySet, type Version } from './draft.ts';
import { SetDiff } from './set-diff.tsx';

export function VersionsTab({ onActivate }: { onActivate: (wanted: Wanted) => void }) {
  const { t } = useTexts();
  const { versions } = useDesk();
  const [newest] = versions;
  if (newest === undefined)
    return <Empty title={t('policies.noVersions')}>{t('policies.noVersionsHint')}</Empty>;
  return (
    <div className="policy-versions">
      <ul className="policy-lines">
        {versions.map((version) => (
          <VersionLine key={version.version} version={version} onActivate={onActivate} />
        ))}
      </ul>
      <Compare key={newest.version} newest={newest.version} />
    </div>
  );
}

interface LineProps {
  readonly version: Version;
  readonly onActivate: (wanted: Wanted) => void;
}

function VersionLine({
  version: { version, policies, createdAt, createdBy, reason },
  onActivate,
}: LineProps) {
  const { t } = useTexts();
  const names = useNames();
  const { state, versions, mayManage } = useDesk();
  const decides = state.active === version;
  const older = state.active !== null && version < state.active;
  return (
    <li className="policy-version">
      <div>
        <strong>{t('policies.version', { version })}</strong>{' '}
        {decides ? <span className="chip chip-ok">{t('policies.standing.decides')}</span> : null}
        {state.evaluated === version ? (
          <span className="chip">{t('policies.standing.evaluated')}</span>
        ) : null}{' '}
        <span className="quiet">
          {t('policies.count', { count: policies })} · <bdi>{names.somebody(createdBy)}</bdi> ·{' '}
          <Moment at={createdAt} />
        </span>
        <p>
          <bdi>{reason}</bdi>
        </p>
      </div>
      {decides || !mayManage || (!older && version === versions[0]?.version) ? null : (
        <button
          type="button"
          className="button small"
          onClick={() => onActivate({ version, mode: 'enforce' })}
        >
          {t(older ? 'policies.goBackTo' : 'policies.enforceThis', { version })}
        </button>
      )}
    </li>
  );
}

function Compare({ newest }: { newest: number }) {
  const { t } = useTexts();
  const { versions } = useDesk();
  const [from, setFrom] = useState(String(Math.max(0, newest - 1)));
  const [to, setTo] = useState(String(newest));
  const [before, after] = [useSet(Number(from) || null), useSet(Number(to) || null)];
  const options = [
    ...versions.map(({ version }) => [String(version), t('policies.version', { version })] as const),
    ['0', t('policies.nothing')] as const,
  ];
  const error = before.error ?? after.error;
  const sets = [from === '0' ? emptySet : before.data, to === '0' ? emptySet : after.data] as const;
  return (
    <section className="policy-compare">
      <h2>{t('policies.compare')}</h2>
      <div className="pair">
        <SelectField label={t('policies.from')} value={from} options={options} onChange={setFrom} />
        <SelectField label={t('policies.to')} value={to} options={options} onChange={setTo} />
      </div>
      {error === null ? null : <Notice failure={failureOf(error)} />}
      {sets[0] === undefined || sets[1] === undefined ? (
        <Skeleton />
      ) : (
        <SetDiff before={sets[0]} after={sets[1]} />
      )}
    </section>
  );
}
