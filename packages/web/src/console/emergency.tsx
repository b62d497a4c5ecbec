/** Ends a class of credentials at once (TOK-10): choose, see what it hits, confirm by a word, store what was made anew. */
import type { Scope } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { scopeNames, scopeTexts } from '../access/scopes.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Field, FormNotice, missing, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import {
  type Ended,
  type Hits,
  type RevocableKind,
  revocableKinds,
  type Selection,
} from './emergency-facts.ts';
import { EmergencyHits } from './emergency-hits.tsx';
import { EmergencyResult } from './emergency-result.tsx';
import { Page } from './page.tsx';

interface Seen {
  readonly selection: Selection;
  readonly hits: Hits;
}

export function EmergencyScreen() {
  const { t } = useTexts();
  const [seen, setSeen] = useState<Seen | null>(null);
  const [ended, setEnded] = useState<Ended | null>(null);
  return (
    <Page title={t('credentials.emergency')} lead={t('credentials.emergencyLead')}>
      {ended === null ? (
        <div className="settings">
          <SelectionForm onSeen={setSeen} onChange={() => setSeen(null)} />
          {seen === null ? null : <EmergencyHits {...seen} onEnded={setEnded} />}
        </div>
      ) : (
        <EmergencyResult
          ended={ended}
          onDone={() => {
            setEnded(null);
            setSeen(null);
          }}
        />
      )}
    </Page>
  );
}

interface SelectionFormProps {
  readonly onSeen: (seen: Seen) => void;
  /** What was seen is not what is chosen any more. */
  readonly onChange: () => void;
}

interface Values {
  readonly kinds: readonly RevocableKind[];
  /** As the field of the browser writes it, in the reader's own time. */
  readonly before: string;
  readonly after: string;
  readonly scope: Scope | '';
  readonly principalId: string;
}

const first: Values = { kinds: ['key', 'token'], before: '', after: '', scope: '', principalId: '' };

const timeOf = (text: string): number => new Date(text).getTime();

const selectionOf = ({ kinds, before, after, scope, principalId }: Values): Selection => ({
  kinds: [...kinds],
  ...(before === '' ? {} : { issuedBefore: timeOf(before) }),
  ...(after === '' ? {} : { issuedAfter: timeOf(after) }),
  ...(scope === '' ? {} : { scope }),
  ...(principalId === '' ? {} : { principalId: principalId as NonNullable<Selection['principalId']> }),
});

function SelectionForm({ onSeen, onChange }: SelectionFormProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [values, setValues] = useState(first);
  const set = (change: Partial<Values>) => {
    setValues((now) => ({ ...now, ...change }));
    onChange();
  };
  const send = useCallback(async () => {
    const selection = selectionOf(values);
    onSeen({ selection, hits: await call('credentials.preview', selection) });
  }, [call, values, onSeen]);
  const { busy, failure, submit } = useSubmission(send);
  const { kinds, before, after, scope, principalId } = values;
  return (
    <form onSubmit={submit}>
      <KindChoices kinds={kinds} onChange={(next) => set({ kinds: next })} />
      <div className="pair">
        <Field
          label={t('credentials.issuedAfter')}
          type="datetime-local"
          hint={t('credentials.anyTime')}
          value={after}
          onChange={(event) => set({ after: event.target.value })}
        />
        <Field
          label={t('credentials.issuedBefore')}
          type="datetime-local"
          hint={t('credentials.anyTime')}
          value={before}
          onChange={(event) => set({ before: event.target.value })}
        />
      </div>
      <div className="pair">
        <WhoField value={principalId} onChange={(id) => set({ principalId: id })} />
        <SelectField
          label={t('credentials.withScope')}
          value={scope}
          options={[
            ['', t('credentials.anyScope')],
            ...scopeNames.map((name) => [name, t(scopeTexts[name])] as const),
          ]}
          onChange={(name) => set({ scope: name })}
        />
      </div>
      <FormNotice failure={failure} />
      <button type="submit" className="button primary" disabled={busy}>
        {t('credentials.preview')}
      </button>
    </form>
  );
}

interface KindChoicesProps {
  readonly kinds: readonly RevocableKind[];
  readonly onChange: (kinds: readonly RevocableKind[]) => void;
}

function KindChoices({ kinds, onChange }: KindChoicesProps) {
  const { t } = useTexts();
  return (
    <fieldset className="kind-choices">
      <legend>{t('credentials.what')}</legend>
      {revocableKinds.map((kind, at) => (
        <label key={kind} className="choice">
          <input
            type="checkbox"
            ref={missing(at === 0 && kinds.length === 0 ? t('access.chooseOne') : '')}
            checked={kinds.includes(kind)}
            onChange={(event) =>
              onChange(event.target.checked ? [...kinds, kind] : kinds.filter((one) => one !== kind))
            }
          />
          <span>{t(`credentials.kinds.${kind}`)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function WhoField({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  const { t } = useTexts();
  const { people, me } = useSynced();
  const others = Object.values(people).filter(({ id }) => id !== me.id);
  const everybody = [me, ...others].toSorted((one, other) =>
    one.displayName.localeCompare(other.displayName),
  );
  return (
    <SelectField
      label={t('credentials.ofWhom')}
      value={value}
      options={[
        ['', t('credentials.everybody')],
        ...everybody.map(({ id, displayName, handle }) => [id, `${displayName} (@${handle})`] as const),
      ]}
      onChange={onChange}
    />
  );
}
