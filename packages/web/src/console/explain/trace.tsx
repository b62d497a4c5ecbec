/** A decision and how it came about, step by step. */
import type { Explanation } from '@wardroom/contract';
import { Check, Minus, X } from 'lucide-react';
import { useTexts } from '../../i18n/use-texts.ts';
import { holds } from '../../workspace/rights.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import { AddressLink } from '../address-link.tsx';

type Step = Explanation['steps'][number];

const icons = { allows: Check, denies: X, neutral: Minus } as const;

export function Trace({ steps, label }: { steps: readonly Step[]; label: string }) {
  return (
    <ol className="trace" aria-label={label}>
      {steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place.
        <StepLine key={index} step={step} />
      ))}
    </ol>
  );
}

function StepLine({ step }: { step: Step }) {
  const { t } = useTexts();
  const Icon = icons[step.outcome];
  return (
    <li className={`trace-step trace-${step.outcome}`}>
      <Icon size={16} aria-label={t(`explain.outcome.${step.outcome}`)} />
      <span className="trace-kind">{t(`explain.step.${step.step}`)}</span>
      <span className="trace-text">
        <bdi>{step.text}</bdi> <StepLinks step={step} />
      </span>
    </li>
  );
}

/** To what a step names, for whoever may see it. */
function StepLinks({ step: { role, groupId, policyId } }: { step: Step }) {
  const { t } = useTexts();
  const synced = useSynced();
  if (!holds(synced, 'console.view')) return null;
  return (
    <>
      {role === undefined || !holds(synced, 'roles.read') ? null : (
        <AddressLink className="inline-link" to={{ screen: 'roles', subject: role }}>
          {t('explain.toRole')}
        </AddressLink>
      )}{' '}
      {groupId === undefined || !holds(synced, 'groups.read') ? null : (
        <AddressLink className="inline-link" to={{ screen: 'groups', subject: groupId }}>
          {t('explain.toGroup')}
        </AddressLink>
      )}{' '}
      {policyId === undefined || !holds(synced, 'policies.view') ? null : (
        <AddressLink className="inline-link" to={{ screen: 'policies', filters: { policy: policyId } }}>
          {t('explain.toPolicy')}
        </AddressLink>
      )}
    </>
  );
}
