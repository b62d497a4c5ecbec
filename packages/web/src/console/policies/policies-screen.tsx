/** Policies: what decides now, and the desk at which the next version is written, tried out and put in force. */
import type { PolicySet } from '@wardroom/contract';
import { useEffect, useRef, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { holds } from '../../workspace/rights.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';
import { Page } from '../page.tsx';
import { Skeleton } from '../pages.tsx';
import { useAddress } from '../use-address.ts';
import { ActivateDialog, type Wanted } from './activate-dialog.tsx';
import { ConflictNotice } from './conflict-notice.tsx';
import { DecisionsTab } from './decisions-tab.tsx';
import { type Desk, DeskContext, type Done, useRefresh, useSaved, useVerdicts } from './desk.ts';
import { DoneNotice } from './done-notice.tsx';
import { type Draft, isSameSet } from './draft.ts';
import { DraftBar } from './draft-bar.tsx';
import { PoliciesTab } from './policies-tab.tsx';
import { SettingsTab } from './settings-tab.tsx';
import { SimulateTab } from './simulate-tab.tsx';
import { StateLine } from './state-line.tsx';
import { TestsTab } from './tests-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

const tabs = ['policies', 'tests', 'simulate', 'versions', 'decisions', 'settings'] as const;
type Tab = (typeof tabs)[number];

/** What is not saved stays while one looks at other tabs. */
export default function PoliciesScreen() {
  const { t } = useTexts();
  const mayManage = holds(useSynced(), 'policies.manage');
  const { now, failure } = useSaved();
  const refresh = useRefresh();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  if (now === null)
    return (
      <Page title={t('policies.title')} lead={t('policies.lead')}>
        {failure === null ? <Skeleton /> : <Notice failure={failure} />}
        {failure === null ? null : (
          <button type="button" className="button" onClick={() => void refresh()}>
            {t('console.tryAgain')}
          </button>
        )}
      </Page>
    );
  const newest: Draft = { basedOn: now.versions[0]?.version ?? 0, set: now.saved };
  const current = mayManage ? (draft ?? newest) : newest;
  const desk: Desk = {
    ...{ ...now, mayManage, setDraft, tell: setDone },
    draft: current,
    changed: !isSameSet(current.set, newest.set),
    // What is written back as it was saved is no draft: it follows what others save.
    edit: (set: PolicySet) => setDraft(isSameSet(set, newest.set) ? null : { basedOn: current.basedOn, set }),
  };
  return (
    <DeskContext value={desk}>
      <Opened desk={desk} done={done} />
    </DeskContext>
  );
}

function Opened({ desk, done }: { desk: Desk; done: Done | null }) {
  const { t } = useTexts();
  const { subject } = useAddress();
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const tried = useVerdicts(desk.draft.set);
  const tab = tabs.find((name) => name === subject) ?? 'policies';
  return (
    <Page title={t('policies.title')} lead={t('policies.lead')}>
      <StateLine onActivate={setWanted} />
      {done === null ? null : <DoneNotice done={done} onActivate={setWanted} />}
      <ConflictNotice />
      <TabBar current={tab} />
      {tab === 'policies' ? <PoliciesTab tried={tried} /> : null}
      {tab === 'tests' ? <TestsTab tried={tried} /> : null}
      {tab === 'simulate' ? <SimulateTab /> : null}
      {tab === 'versions' ? <VersionsTab onActivate={setWanted} /> : null}
      {tab === 'decisions' ? <DecisionsTab /> : null}
      {tab === 'settings' ? <SettingsTab /> : null}
      {desk.changed ? <DraftBar tried={tried} /> : null}
      {wanted === null ? null : <ActivateDialog wanted={wanted} onClose={() => setWanted(null)} />}
    </Page>
  );
}

/** Links: each part has an address of its own. */
function TabBar({ current }: { current: Tab }) {
  const { t } = useTexts();
  const bar = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is the current one then.
  useEffect(() => {
    bar.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <nav className="policy-tabs" ref={bar} aria-label={t('policies.parts')}>
      {tabs.map((name) => (
        <AddressLink
          key={name}
          to={{ screen: 'policies', subject: name === 'policies' ? null : name }}
          className="policy-tab"
          aria-current={name === current ? 'page' : undefined}
        >
          {t(`policies.tab.${name}`)}
        </AddressLink>
      ))}
    </nav>
  );
}
