/** The policies of the newest version, and the one that is open. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Empty } from '../../ui/parts.tsx';
import { AddressLink } from '../address-link.tsx';
import { useAddress } from '../use-address.ts';
import { type Tried, useDesk } from './desk.ts';
import { freeId, mostPolicies, type Policy } from './draft.ts';
import { PolicyForm } from './policy-form.tsx';
import { SchemaView } from './schema-view.tsx';
import { TemplateDialog } from './template-dialog.tsx';

const linkTo = (id: string) => ({ screen: 'policies', filters: { policy: id } }) as const;

export function PoliciesTab({ tried }: { tried: Tried }) {
  const { filters, go } = useAddress();
  const { draft, edit } = useDesk();
  const [choosing, setChoosing] = useState(false);
  const { policies } = draft.set;
  const index = policies.findIndex(({ id }) => id === filters.policy);
  const chosen = policies[index];
  const begin = (title: string, text: string) => {
    const id = freeId(title, policies);
    edit({ ...draft.set, policies: [...policies, { id, title, text }] });
    setChoosing(false);
    go({ subject: null, ...linkTo(id) });
  };
  const onAdd = () => setChoosing(true);
  return (
    <>
      {policies.length === 0 ? (
        <Nothing onAdd={onAdd} />
      ) : (
        <div className="policy-desk">
          <PolicyList tried={tried} chosen={chosen?.id ?? null} onAdd={onAdd} />
          {chosen === undefined ? (
            <Pick />
          ) : (
            <div className="policy-open">
              <PolicyForm key={chosen.id} {...{ index, tried }} policy={chosen} />
              <SchemaView />
            </div>
          )}
        </div>
      )}
      {choosing ? <TemplateDialog onChoose={begin} onClose={() => setChoosing(false)} /> : null}
    </>
  );
}

function Nothing({ onAdd }: { onAdd: () => void }) {
  const { t } = useTexts();
  return (
    <Empty title={t('policies.none')}>
      <p>{t('policies.noneHint')}</p>
      <Add onAdd={onAdd} />
    </Empty>
  );
}

function Pick() {
  const { t } = useTexts();
  return <p className="quiet policy-pick">{t('policies.pick')}</p>;
}

function Add({ onAdd }: { onAdd: () => void }) {
  const { t } = useTexts();
  const { mayManage, draft } = useDesk();
  if (!mayManage) return null;
  return (
    <button
      type="button"
      className={draft.set.policies.length === 0 ? 'button primary' : 'button'}
      disabled={draft.set.policies.length >= mostPolicies}
      onClick={onAdd}
    >
      <Plus size={15} aria-hidden="true" /> {t('policies.add')}
    </button>
  );
}

interface PolicyListProps {
  readonly tried: Tried;
  readonly chosen: string | null;
  readonly onAdd: () => void;
}

function PolicyList({ tried, chosen, onAdd }: PolicyListProps) {
  const { t } = useTexts();
  const { policies } = useDesk().draft.set;
  return (
    <div className="policy-list">
      <ul aria-label={t('policies.tab.policies')}>
        {policies.map((policy) => (
          <li key={policy.id}>
            <AddressLink
              to={linkTo(policy.id)}
              className="policy-link"
              aria-current={policy.id === chosen ? 'true' : undefined}
            >
              <bdi>{policy.title === '' ? policy.id : policy.title}</bdi>
              <StandingChip policy={policy} tried={tried} />
            </AddressLink>
          </li>
        ))}
      </ul>
      <Add onAdd={onAdd} />
    </div>
  );
}

/** Whether what is written here is what decides. */
function StandingChip({ policy: { id, text }, tried }: { policy: Policy; tried: Tried }) {
  const { t } = useTexts();
  const { deciding, saved } = useDesk();
  if (tried.verdicts?.problems.some(({ policyId }) => policyId === id) === true)
    return <span className="chip chip-bad">{t('policies.standing.wrong')}</span>;
  const textIn = (set: typeof saved | null) => set?.policies.find((one) => one.id === id)?.text;
  if (textIn(saved) !== text) return <span className="chip">{t('policies.standing.unsaved')}</span>;
  return textIn(deciding) === text ? (
    <span className="chip chip-ok">{t('policies.standing.decides')}</span>
  ) : (
    <span className="chip">{t('policies.standing.saved')}</span>
  );
}
