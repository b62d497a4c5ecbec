import type { PrincipalId, Scope } from '@wardroom/contract';
import { useCallback, useId, useState } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';
import { Once } from './once.tsx';

/** What each scope opens; a key never gives more than the bot that holds it may do. */
const scopeTexts: Readonly<Record<Scope, TextKey>> = {
  'messages:read': 'console.scope.messagesRead',
  'messages:write': 'console.scope.messagesWrite',
  'channels:read': 'console.scope.channelsRead',
  'channels:write': 'console.scope.channelsWrite',
  'people:read': 'console.scope.peopleRead',
  'people:write': 'console.scope.peopleWrite',
  'roles:write': 'console.scope.rolesWrite',
  'credentials:read': 'console.scope.credentialsRead',
  'credentials:write': 'console.scope.credentialsWrite',
  'sessions:read': 'console.scope.sessionsRead',
  'sessions:write': 'console.scope.sessionsWrite',
  'workspace:read': 'console.scope.workspaceRead',
  'workspace:write': 'console.scope.workspaceWrite',
  'audit:read': 'console.scope.auditRead',
  'imports:write': 'console.scope.importsWrite',
};
const scopeNames = Object.keys(scopeTexts) as Scope[];
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
  const [secret, setSecret] = useState<string | null>(null);
  const bots = Object.values(people)
    .filter(({ kind, status }) => kind !== 'person' && status === 'active')
    .toSorted((one, other) => one.displayName.localeCompare(other.displayName));
  return (
    <Dialog title={t('console.keys.issue')} onClose={onClose} wide>
      {secret !== null ? (
        <Once
          label={t('console.keys.secret')}
          secret={secret}
          explanation={t('console.keys.once')}
          agreement={t('console.keys.stored')}
          onDone={onClose}
        />
      ) : bots.length === 0 ? (
        <p>{t('console.keys.noBots')}</p>
      ) : (
        <KeyForm
          bots={bots.map(({ id, displayName, handle }) => ({ id, label: `${displayName} (@${handle})` }))}
          first={bots.find(({ id }) => id === bot)?.id ?? bots[0]?.id}
          onIssued={(made) => {
            setSecret(made);
            onIssued();
          }}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

interface KeyFormProps {
  readonly bots: readonly { readonly id: PrincipalId; readonly label: string }[];
  readonly first: PrincipalId | undefined;
  readonly onIssued: (secret: string) => void;
  readonly onClose: () => void;
}

function KeyForm({ bots, first, onIssued, onClose }: KeyFormProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [principalId, setPrincipalId] = useState(first);
  const [description, setDescription] = useState('');
  const [expiresInDays, setExpiresInDays] = useState('90');
  const [chosen, setChosen] = useState<readonly Scope[]>(usual);
  const id = useId();
  const send = useCallback(async () => {
    if (principalId === undefined) return;
    const { secret } = await call('credentials.issue', {
      principalId,
      description: description.trim(),
      scopes: scopeNames.filter((scope) => chosen.includes(scope)),
      expiresInDays: Number(expiresInDays),
    });
    onIssued(secret);
  }, [call, principalId, description, chosen, expiresInDays, onIssued]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <form onSubmit={submit}>
      <div className="field">
        <label htmlFor={id}>{t('console.keys.bot')}</label>
        <select
          id={id}
          value={principalId}
          onChange={(event) => setPrincipalId(event.target.value as PrincipalId)}
        >
          {bots.map((bot) => (
            <option key={bot.id} value={bot.id}>
              {bot.label}
            </option>
          ))}
        </select>
      </div>
      <Field
        label={t('console.keys.description')}
        required
        maxLength={200}
        hint={t('console.keys.descriptionHint')}
        value={description}
        problem={problemOf('/description')}
        onChange={(event) => setDescription(event.target.value)}
      />
      <Field
        label={t('console.keys.days')}
        type="number"
        required
        min={1}
        max={90}
        value={expiresInDays}
        problem={problemOf('/expiresInDays')}
        onChange={(event) => setExpiresInDays(event.target.value)}
      />
      <ScopeChoice chosen={chosen} onChange={setChosen} />
      <FormNotice failure={failure} shown={['/description', '/expiresInDays']} />
      <div className="dialog-foot">
        <button type="button" className="button" onClick={onClose}>
          {t('console.cancel')}
        </button>
        <button type="submit" className="button primary" disabled={busy || chosen.length === 0}>
          {t('console.keys.make')}
        </button>
      </div>
    </form>
  );
}

function ScopeChoice({
  chosen,
  onChange,
}: {
  chosen: readonly Scope[];
  onChange: (chosen: readonly Scope[]) => void;
}) {
  const { t } = useTexts();
  return (
    <fieldset className="scope-choice">
      <legend>{t('console.keys.scopes')}</legend>
      <p className="hint">{t('console.keys.scopesHint')}</p>
      <ul className="choices">
        {scopeNames.map((scope) => (
          <li key={scope}>
            <label className="choice">
              <input
                type="checkbox"
                checked={chosen.includes(scope)}
                onChange={(event) =>
                  onChange(
                    event.target.checked ? [...chosen, scope] : chosen.filter((name) => name !== scope),
                  )
                }
              />
              <span>
                <span className="mono">{scope}</span> <span className="quiet">{t(scopeTexts[scope])}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}
