/** One policy: what it is called, and its text. */
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Field } from '../../ui/form.tsx';
import { Notice } from '../../ui/parts.tsx';
import { useAddress } from '../use-address.ts';
import { CedarEditor } from './cedar-editor.tsx';
import { type Tried, useDesk } from './desk.ts';
import { idPattern, type Policy, type Problem, withPolicy } from './draft.ts';

interface PolicyFormProps {
  readonly index: number;
  readonly policy: Policy;
  readonly tried: Tried;
}

const of = (problems: readonly Problem[] | undefined, id: string): readonly Problem[] =>
  (problems ?? []).filter(({ policyId }) => policyId === id || policyId === null);

export function PolicyForm({ index, policy, tried }: PolicyFormProps) {
  const { t } = useTexts();
  const { draft, edit, mayManage } = useDesk();
  const { go } = useAddress();
  const change = (changed: Policy | null) => edit(withPolicy(draft.set, index, changed));
  const { verdicts, failure } = tried;
  return (
    <section className="policy-form" aria-label={policy.title}>
      <div className="pair">
        <Field
          label={t('policies.name')}
          required
          readOnly={!mayManage}
          maxLength={120}
          value={policy.title}
          onChange={(event) => change({ ...policy, title: event.target.value })}
        />
        <IdField index={index} policy={policy} onChange={(id) => change({ ...policy, id })} />
      </div>
      <CedarEditor
        label={t('policies.text')}
        text={policy.text}
        readOnly={!mayManage}
        problems={of(verdicts?.problems, policy.id)}
        warnings={of(verdicts?.warnings, policy.id)}
        onChange={(text) => change({ ...policy, text })}
      />
      {failure === null ? null : <Notice failure={failure} />}
      {mayManage ? (
        <button
          type="button"
          className="button danger small"
          onClick={() => {
            change(null);
            go({ screen: 'policies', subject: null, filters: {} });
          }}
        >
          <Trash2 size={14} aria-hidden="true" /> {t('policies.remove')}
        </button>
      ) : null}
    </section>
  );
}

interface IdFieldProps {
  readonly index: number;
  readonly policy: Policy;
  readonly onChange: (id: string) => void;
}

/** Counts when it is left: an id that is half typed is another policy. */
function IdField({ index, policy: { id }, onChange }: IdFieldProps) {
  const { t } = useTexts();
  const { draft, mayManage } = useDesk();
  const { go } = useAddress();
  const [typed, setTyped] = useState(id);
  const taken = draft.set.policies.some((other, at) => at !== index && other.id === typed);
  const problem = taken ? t('policies.idTaken') : idPattern.test(typed) ? undefined : t('policies.idWrong');
  const settle = () => {
    if (typed === id || problem !== undefined) return;
    onChange(typed);
    go({ screen: 'policies', subject: null, filters: { policy: typed } });
  };
  return (
    <Field
      label={t('policies.id')}
      hint={t('policies.idHint')}
      required
      readOnly={!mayManage}
      className="mono"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={64}
      value={typed}
      problem={problem}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={settle}
    />
  );
}
