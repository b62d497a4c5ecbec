import type { Person } from '@wardroom/contract';
import { useCallback, useState } from 'react';
import { kindTexts } from '../account/person-texts.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { suggestHandle } from '../sign-in/suggest-handle.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Field, FormNotice, useSubmission } from '../ui/form.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { CliLines } from './cli-line.tsx';
import { api } from './command-lines.ts';

type Kind = Exclude<Person['kind'], 'person' | 'operator'>;
const kinds: readonly Kind[] = ['bot', 'service', 'agent'];

interface CreateBotProps {
  readonly onClose: () => void;
  readonly onCreated: (bot: Person) => void;
}

export function CreateBot({ onClose, onCreated }: CreateBotProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const [displayName, setDisplayName] = useState('');
  const [kind, setKind] = useState<Kind>('bot');
  const [ownHandle, setOwnHandle] = useState<string | null>(null);
  const handle = ownHandle ?? suggestHandle(displayName);
  const send = useCallback(async () => {
    const { principal } = await call('principals.createBot', {
      handle,
      displayName: displayName.trim(),
      kind,
    });
    onCreated(principal);
  }, [call, handle, displayName, kind, onCreated]);
  const { busy, failure, submit, problemOf } = useSubmission(send);
  return (
    <Dialog title={t('console.people.createBot')} onClose={onClose}>
      <p className="quiet">{t('console.people.botHint')}</p>
      <form onSubmit={submit}>
        <SelectField
          label={t('people.kind')}
          value={kind}
          options={kinds.map((one) => [one, t(kindTexts[one])])}
          onChange={setKind}
          hint={t(`console.people.kindHint.${kind}`)}
        />
        <Field
          label={t('people.name')}
          required
          maxLength={80}
          value={displayName}
          problem={problemOf('/displayName')}
          onChange={(event) => setDisplayName(event.target.value)}
        />
        <Field
          label={t('people.handle')}
          required
          maxLength={32}
          autoCapitalize="none"
          spellCheck={false}
          value={handle}
          problem={problemOf('/handle')}
          onChange={(event) => setOwnHandle(event.target.value.toLowerCase())}
        />
        <FormNotice failure={failure} shown={['/handle', '/displayName']} />
        <CliLines lines={[api('principals.createBot', { handle, displayName: displayName.trim(), kind })]} />
        <div className="dialog-foot">
          <button type="submit" className="button primary" disabled={busy}>
            {t('console.create')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
