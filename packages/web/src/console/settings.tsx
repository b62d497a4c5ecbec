import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Operations, OutputOf } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { holds } from '../workspace/rights.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { AccessSection } from './access-settings.tsx';
import { CliLines } from './cli-line.tsx';
import { api } from './command-lines.ts';
import { Page } from './page.tsx';
import { Skeleton } from './pages.tsx';
import { Segmentation } from './segmentation.tsx';

export function SettingsScreen() {
  const { t } = useTexts();
  const synced = useSynced();
  const { tenant } = synced;
  return (
    <Page title={t('console.settings.title')} lead={t('console.settings.lead')}>
      <div className="settings">
        <NameForm key={tenant.name} />
        <SearchIndex />
        {holds(synced, 'people.read_across') ? <Segmentation /> : null}
        {holds(synced, 'clients.manage') ? <AccessSection /> : null}
      </div>
    </Page>
  );
}

function NameForm() {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const { tenant } = useSynced();
  const [name, setName] = useState<string>(tenant.name);
  const changed = name.trim() !== tenant.name;
  const send = useCallback(async () => {
    await workspace.call('tenants.update', { name: name.trim() });
    workspace.announce(t('console.settings.nameSaved'));
  }, [workspace, name, t]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <section className="setting" aria-labelledby="setting-name">
      <h2 id="setting-name">{t('console.settings.name')}</h2>
      <form onSubmit={submit}>
        <Field
          label={t('console.settings.nameLabel')}
          required
          maxLength={80}
          hint={t('console.settings.nameHint', { address: location.host })}
          value={name}
          problem={problemOf('/name')}
          onChange={(event) => setName(event.target.value)}
        />
        <FormNotice failure={failure} shown={['/name']} />
        <button type="submit" className="button primary" disabled={busy || !changed}>
          {t('console.save')}
        </button>
        {changed ? <CliLines lines={[api('tenants.update', { name: name.trim() })]} /> : null}
      </form>
    </section>
  );
}

type IndexState = OutputOf<Operations['search.status']>;
const modes = ['exact', 'private'] as const;
const buildingMs = 3000;

function SearchIndex() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: ['search-index'],
    queryFn: () => call('search.status', {}),
    // While it is being built, how far it is changes by itself.
    refetchInterval: ({ state }) => (state.data?.complete === false ? buildingMs : false),
  });
  return (
    <section className="setting" aria-labelledby="setting-search">
      <h2 id="setting-search">{t('console.settings.search')}</h2>
      <p className="quiet">{t('console.settings.searchLead')}</p>
      {error !== null ? (
        <Notice failure={failureOf(error)} />
      ) : data === undefined ? (
        <Skeleton />
      ) : (
        <IndexForm key={data.mode} state={data} />
      )}
    </section>
  );
}

function IndexForm({ state }: { state: IndexState }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const queries = useQueryClient();
  const [mode, setMode] = useState(state.mode);
  const changed = mode !== state.mode;
  const send = useCallback(async () => {
    queries.setQueryData(['search-index'], await call('search.configure', { mode }));
  }, [call, mode, queries]);
  const { busy, failure, submit } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <p>
        <span className={state.complete ? 'quiet' : 'chip chip-agent'}>
          {t(state.complete ? 'console.settings.indexComplete' : 'console.settings.indexBuilding')}
        </span>
      </p>
      <fieldset className="index-modes">
        <legend className="unseen">{t('console.settings.search')}</legend>
        {modes.map((name) => (
          <label key={name} className="choice">
            <input type="radio" name="mode" checked={mode === name} onChange={() => setMode(name)} />
            <span>
              <strong>{t(`console.settings.mode.${name}`)}</strong>
              <span className="quiet">{t(`console.settings.modeHint.${name}`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {changed ? <p className="hint">{t('console.settings.rebuild')}</p> : null}
      <FormNotice failure={failure} />
      <button type="submit" className="button primary" disabled={busy || !changed}>
        {t('console.save')}
      </button>
      {changed ? <CliLines lines={[api('search.configure', { mode })]} /> : null}
    </form>
  );
}
