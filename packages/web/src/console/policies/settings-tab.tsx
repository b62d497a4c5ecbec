/** What policies see of the place, and how much of what was allowed is kept. */
import { useCallback, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Field, FormNotice, useSubmission } from '../../ui/form.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { CliLines } from '../cli-line.tsx';
import { api } from '../command-lines.ts';
import { useDesk, useRefresh } from './desk.ts';
import type { State } from './draft.ts';

const zones: readonly string[] = Intl.supportedValuesOf('timeZone');

interface Settings {
  readonly timeZone: string;
  readonly region: string;
  /** As it is typed. */
  readonly percent: string;
}

const settingsOf = ({ timeZone, region, samplePerMille }: State): Settings => ({
  ...{ timeZone, region, percent: String(samplePerMille / 10) },
});
const isSame = (a: Settings, b: Settings): boolean =>
  a.timeZone === b.timeZone && a.region === b.region && a.percent === b.percent;

/** What is typed stays when somebody else changes something; where nothing is, theirs is shown. */
function useSettings(state: State) {
  const [from, setFrom] = useState(state);
  const [draft, setDraft] = useState(() => settingsOf(state));
  const [base, theirs] = [settingsOf(from), settingsOf(state)];
  const take = () => {
    setFrom(state);
    setDraft(theirs);
  };
  if (from !== state && (isSame(draft, base) || isSame(draft, theirs))) take();
  // Something else of policies has changed, or only counts.
  else if (from !== state && isSame(base, theirs)) setFrom(state);
  return { from, draft, take, set: (change: Partial<Settings>) => setDraft({ ...draft, ...change }) };
}

export function SettingsTab() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { state, mayManage, tell } = useDesk();
  const refresh = useRefresh();
  const { from, draft, set, take } = useSettings(state);
  const { timeZone, region, percent } = draft;
  const samplePerMille = Math.round(Number(percent) * 10);
  const { revision } = from;
  const send = useCallback(async () => {
    try {
      await call('policies.configure', { revision, timeZone, region, samplePerMille });
    } finally {
      await refresh();
    }
    tell({ text: t('policies.configured'), auditType: 'policy.configured', version: null });
  }, [call, revision, timeZone, region, samplePerMille, refresh, tell, t]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  const overtaken = from !== state && !busy;
  const same = isSame(draft, settingsOf(state));
  return (
    <form className="settings" onSubmit={submit}>
      {overtaken ? (
        <div className="notice notice-bad" role="alert">
          {t('policies.settingsOvertaken')}{' '}
          <button type="button" className="button small" onClick={take}>
            {t('policies.takeTheirs')}
          </button>
        </div>
      ) : null}
      <Field
        label={t('policies.timeZone')}
        hint={t('policies.timeZoneHint')}
        required
        readOnly={!mayManage}
        list="policy-time-zones"
        maxLength={64}
        value={timeZone}
        problem={problemOf('/timeZone')}
        onChange={(event) => set({ timeZone: event.target.value })}
      />
      <datalist id="policy-time-zones">
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <Field
        label={t('policies.region')}
        hint={t('policies.regionHint')}
        readOnly={!mayManage}
        maxLength={64}
        value={region}
        problem={problemOf('/region')}
        onChange={(event) => set({ region: event.target.value })}
      />
      <Field
        label={t('policies.sample')}
        hint={t('policies.sampleHint')}
        type="number"
        required
        readOnly={!mayManage}
        min={0}
        max={100}
        step={0.1}
        value={percent}
        problem={problemOf('/samplePerMille')}
        onChange={(event) => set({ percent: event.target.value })}
      />
      <FormNotice failure={failure} shown={['/timeZone', '/region', '/samplePerMille']} />
      {mayManage ? (
        <>
          <button type="submit" className="button primary" disabled={busy || same || overtaken}>
            {t('policies.settingsSave')}
          </button>
          <CliLines lines={[api('policies.configure', { revision, timeZone, region, samplePerMille })]} />
        </>
      ) : null}
    </form>
  );
}
