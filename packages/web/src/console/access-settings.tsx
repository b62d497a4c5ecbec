/** How long keys live here, and which programs may come in. */
import { useQueryClient } from '@tanstack/react-query';
import type { AccessSettings } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { FormNotice, useSubmission } from '../ui/form.tsx';
import { Notice } from '../ui/parts.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { linesOf } from './client-facts.ts';
import { LinesField } from './lines-field.tsx';
import { Skeleton } from './pages.tsx';
import { accessSettingsKey, useAccessSettings } from './use-access-settings.ts';

export function AccessSection() {
  const { t } = useTexts();
  const { data, error } = useAccessSettings();
  return (
    <section className="setting" aria-labelledby="setting-access">
      <h2 id="setting-access">{t('credentials.settings')}</h2>
      <p className="quiet">{t('credentials.settingsLead')}</p>
      {error !== null ? (
        <Notice failure={failureOf(error)} />
      ) : data === undefined ? (
        <Skeleton />
      ) : (
        <AccessForm settings={data.settings} />
      )}
    </section>
  );
}

const cadences = ['standard', 'regulated'] as const;
const registrations = ['off', 'approval', 'open'] as const;
const documents = ['off', 'listed', 'any'] as const;
const graces = ['7', '8', '9', '10', '11', '12', '13', '14'] as const;

function AccessForm({ settings }: { settings: AccessSettings }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const [values, setValues] = useState(settings);
  const [hosts, setHosts] = useState(settings.documentHosts.join('\n'));
  const set = (change: Partial<AccessSettings>) => setValues((now) => ({ ...now, ...change }));
  const send = useCallback(async () => {
    const wanted = { ...values, documentHosts: linesOf(hosts.toLowerCase()) };
    queries.setQueryData(accessSettingsKey, await workspace.call('access.configure', wanted));
    workspace.announce(t('credentials.saved'));
  }, [workspace, queries, values, hosts, t]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  const now = { ...values, documentHosts: linesOf(hosts.toLowerCase()) };
  const changed = JSON.stringify(now) !== JSON.stringify(settings);
  return (
    <form onSubmit={submit}>
      <div className="pair">
        <SelectField
          label={t('credentials.cadence')}
          value={values.keyCadence}
          options={cadences.map((one) => [one, t(`credentials.cadence.${one}`)])}
          onChange={(keyCadence) => set({ keyCadence })}
        />
        <SelectField
          label={t('credentials.graceDays')}
          value={String(values.graceDays) as (typeof graces)[number]}
          options={graces.map((one) => [one, t('credentials.graceOf', { count: Number(one) })])}
          onChange={(days) => set({ graceDays: Number(days) })}
        />
      </div>
      <SelectField
        label={t('credentials.selfRegistration')}
        value={values.selfRegistration}
        options={registrations.map((one) => [one, t(`credentials.selfRegistration.${one}`)])}
        onChange={(selfRegistration) => set({ selfRegistration })}
      />
      <SelectField
        label={t('credentials.documents')}
        value={values.clientDocuments}
        options={documents.map((one) => [one, t(`credentials.documents.${one}`)])}
        onChange={(clientDocuments) => set({ clientDocuments })}
      />
      {values.clientDocuments === 'listed' ? (
        <LinesField
          label={t('credentials.hosts')}
          hint={t('credentials.hostsHint')}
          value={hosts}
          problem={problemOf('/documentHosts') ?? problemOf('/documentHosts/0')}
          onChange={setHosts}
        />
      ) : null}
      <FormNotice failure={failure} shown={['/documentHosts', '/documentHosts/0']} />
      <button type="submit" className="button primary" disabled={busy || !changed}>
        {t('console.save')}
      </button>
    </form>
  );
}
