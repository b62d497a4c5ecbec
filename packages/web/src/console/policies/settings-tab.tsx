/** What policies see of the place, and how much of what was allowed is kept. */
import { useCallback, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Field, FormNotice, useSubmission } from '../../ui/form.tsx';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { apiLine, CliLines } from '../cli-line.tsx';
import { useDesk, useRefresh } from './desk.ts';

const zones: readonly string[] = Intl.supportedValuesOf('timeZone');

export function SettingsTab() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { state, mayManage, tell } = useDesk();
  const refresh = useRefresh();
  const [timeZone, setTimeZone] = useState(state.timeZone);
  const [region, setRegion] = useState(state.region);
  const [percent, setPercent] = useState(String(state.samplePerMille / 10));
  const samplePerMille = Math.round(Number(percent) * 10);
  const { revision } = state;
  const send = useCallback(async () => {
    try {
      await call('policies.configure', { revision, timeZone, region, samplePerMille });
    } finally {
      await refresh();
    }
    tell({ text: t('policies.configured'), auditType: 'policy.configured', version: null });
  }, [call, revision, timeZone, region, samplePerMille, refresh, tell, t]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  const same =
    timeZone === state.timeZone && region === state.region && samplePerMille === state.samplePerMille;
  return (
    <form className="settings" onSubmit={submit}>
      <Field
        label={t('policies.timeZone')}
        hint={t('policies.timeZoneHint')}
        required
        readOnly={!mayManage}
        list="policy-time-zones"
        maxLength={64}
        value={timeZone}
        problem={problemOf('/timeZone')}
        onChange={(event) => setTimeZone(event.target.value)}
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
        onChange={(event) => setRegion(event.target.value)}
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
        onChange={(event) => setPercent(event.target.value)}
      />
      <FormNotice failure={failure} shown={['/timeZone', '/region', '/samplePerMille']} />
      {mayManage ? (
        <>
          <button type="submit" className="button primary" disabled={busy || same}>
            {t('policies.settingsSave')}
          </button>
          <CliLines lines={[apiLine('policies.configure', { revision, timeZone, region, samplePerMille })]} />
        </>
      ) : null}
    </form>
  );
}
