import type { PrincipalId, Scope } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { ScopeChoice } from '../access/scope-choice.tsx';
import { scopeNames } from '../access/scopes.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { DialogFoot } from '../ui/dialog-foot.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { Notice } from '../ui/parts.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { failureOf } from '../workspace/problem.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { NumberField } from './number-field.tsx';
import { OnceDialog } from './once.tsx';
import { Skeleton } from './pages.tsx';
import { longestDays, useAccessSettings } from './use-access-settings.ts';

/** What a bot that answers in channels needs. */
const usual: readonly Scope[] = ['messages:read', 'messages:write', 'channels:read'];

interface IssueKeyProps {
  readonly bot: string | undefined;
  readonly onClose: () => void;
  readonly onIssued: () => void;
}

export function IssueKey({ bot, onClose, onIssued }: IssueKeyProps) {
  const { t } = useTexts();
  const { people } = useSynced();
  const { data, error } = useAccessSettings();
  const bots = Object.values(people)
    .filter(({ kind, status }) => kind !== 'person' && status === 'active')
    .toSorted((one, other) => one.displayName.localeCompare(other.displayName));
  const first = bots.find(({ id }) => id === bot) ?? bots[0];
  return (
    <OnceDialog
      title={t('console.keys.issue')}
      label={t('console.keys.secret')}
      explanation={t('console.keys.once')}
      agreement={t('console.keys.stored')}
      onClose={onClose}
      onMade={onIssued}
      form={(onMade) =>
        first === undefined ? (
          <p>{t('console.keys.noBots')}</p>
        ) : error !== null ? (
          <Notice failure={failureOf(error)} />
        ) : data === undefined ? (
          <Skeleton />
        ) : (
          <KeyForm
            longest={longestDays[data.settings.keyCadence]}
            bots={bots.map(({ id, displayName, handle }) => [id, `${displayName} (@${handle})`])}
            first={first.id}
            onIssued={onMade}
            onClose={onClose}
          />
        )
      }
    />
  );
}

interface KeyFormProps {
  /** Days. */
  readonly longest: number;
  readonly bots: readonly (readonly [id: PrincipalId, name: string])[];
  readonly first: PrincipalId;
  readonly onIssued: (secret: string) => void;
  readonly onClose: () => void;
}

function KeyForm({ longest, bots, first, onIssued, onClose }: KeyFormProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [principalId, setPrincipalId] = useState(first);
  const [description, setDescription] = useState('');
  const [expiresInDays, setExpiresInDays] = useState(String(longest));
  const [networks, setNetworks] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(usual);
  const send = useCallback(async () => {
    const { secret } = await call('credentials.issue', {
      principalId,
      description: description.trim(),
      scopes: scopeNames.filter((scope) => chosen.includes(scope)),
      expiresInDays: Number(expiresInDays),
      allowedCidrs: networks.split(/[\s,]+/).filter((one) => one !== ''),
    });
    onIssued(secret);
  }, [call, principalId, description, chosen, expiresInDays, networks, onIssued]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <SelectField
        label={t('console.keys.bot')}
        value={principalId}
        options={bots}
        onChange={setPrincipalId}
      />
      <Field
        label={t('console.keys.description')}
        required
        maxLength={200}
        hint={t('console.keys.descriptionHint')}
        value={description}
        problem={problemOf('/description')}
        onChange={(event) => setDescription(event.target.value)}
      />
      <NumberField
        label={t('console.keys.days', { most: longest })}
        most={longest}
        value={expiresInDays}
        problem={problemOf('/expiresInDays')}
        onChange={setExpiresInDays}
      />
      <Field
        label={t('console.keys.networks')}
        className="mono"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={1600}
        hint={t('console.keys.networksHint')}
        value={networks}
        onChange={(event) => setNetworks(event.target.value)}
      />
      <ScopeChoice
        title={t('console.keys.scopes')}
        hint={t('console.keys.scopesHint')}
        offered={scopeNames}
        named
        chosen={chosen}
        onChange={setChosen}
      />
      <FormNotice failure={failure} shown={['/description', '/expiresInDays']} />
      <DialogFoot action={t('console.keys.make')} onCancel={onClose} disabled={busy} />
    </form>
  );
}
