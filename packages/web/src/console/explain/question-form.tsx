/** Who, what, where, and under which circumstances. */
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Field } from '../../ui/form.tsx';
import { SelectField } from '../../ui/select-field.tsx';
import { useSynced } from '../../workspace/use-workspace.ts';
import { useChannels } from '../names.ts';
import { localTime } from '../policies/request.ts';
import { useFound } from '../use-found.ts';
import { PermissionSelect } from './permission-select.tsx';
import { devices, type Question } from './question.ts';

interface QuestionFormProps {
  readonly question: Question;
  readonly onAsk: (question: Question) => void;
  readonly onAskReaders: (channel: string) => void;
}

interface PartProps {
  readonly question: Question;
  readonly onChange: (change: Partial<Question>) => void;
}

export function QuestionForm({ question: beginning, onAsk, onAskReaders }: QuestionFormProps) {
  const { t } = useTexts();
  const [question, setQuestion] = useState(beginning);
  const onChange = (change: Partial<Question>) => setQuestion((known) => ({ ...known, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAsk(question);
  };
  return (
    <form className="explain-question" onSubmit={submit}>
      <Who question={question} onChange={onChange} />
      <What question={question} onChange={onChange} />
      <Where question={question} onChange={onChange} />
      <AsIf question={question} onChange={onChange} />
      <div className="row">
        <button type="submit" className="button primary">
          {t('explain.ask')}
        </button>
        {question.channel === '' ? null : (
          <button type="button" className="button" onClick={() => onAskReaders(question.channel)}>
            {t('explain.askReaders')}
          </button>
        )}
      </div>
    </form>
  );
}

type Option = readonly [string, string];

/** Somebody who is not known here by name stays chosen: a link can be about them. */
function useWho(chosen: string): readonly Option[] {
  const { t } = useTexts();
  const { people, me } = useSynced();
  const all = [me, ...Object.values(people).filter(({ id }) => id !== me.id)];
  const known = all
    .map(({ id, displayName, handle }): Option => [id, `${displayName} (@${handle})`])
    .toSorted(([, a], [, b]) => a.localeCompare(b));
  const isKnown = chosen === '' || known.some(([id]) => id === chosen);
  return [['', t('explain.choose')], ...known, ...(isKnown ? [] : [[chosen, chosen] as const])];
}

function Who({ question, onChange }: PartProps) {
  const { t } = useTexts();
  return (
    <SelectField
      label={t('explain.who')}
      required
      value={question.principal}
      options={useWho(question.principal)}
      onChange={(principal) => onChange({ principal })}
    />
  );
}

function What({ question, onChange }: PartProps) {
  const { t } = useTexts();
  const [typed, setTyped] = useState('');
  const found = useFound(typed);
  return (
    <>
      <Field
        type="search"
        label={t('roles.find')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          const [first] = found;
          if (event.key !== 'Enter' || typed === '' || first === undefined) return;
          // The best of what was found, as in every search; the question is asked with its own button.
          event.preventDefault();
          onChange({ permission: first });
        }}
      />
      <PermissionSelect
        value={question.permission}
        found={found}
        onChange={(permission) => onChange({ permission })}
      />
    </>
  );
}

function Where({ question, onChange }: PartProps) {
  const { t } = useTexts();
  const channels = useChannels();
  const known = channels.map(({ id, name }): Option => [id, `#${name}`]);
  const isKnown = question.channel === '' || known.some(([id]) => id === question.channel);
  const options: readonly Option[] = [
    ['', t('explain.workspace')],
    ...known,
    ...(isKnown ? [] : [[question.channel, question.channel] as const]),
  ];
  return (
    <>
      <SelectField
        label={t('explain.channel')}
        value={question.channel}
        options={options}
        onChange={(channel) => onChange({ channel, message: '', subject: '' })}
      />
      <Field
        label={t('explain.message')}
        hint={t('explain.messageHint')}
        value={question.message}
        onChange={(event) => onChange({ message: event.target.value, channel: '', subject: '' })}
      />
      <SelectField
        label={t('explain.subject')}
        value={question.subject}
        options={useWho(question.subject)}
        onChange={(subject) => onChange({ subject, channel: '', message: '' })}
      />
    </>
  );
}

function AsIf({ question, onChange }: PartProps): ReactNode {
  const { t } = useTexts();
  const { address, at, device, scopes } = question;
  const moment = Date.parse(at);
  return (
    <details open={[address, at, device, scopes].some((value) => value !== '')}>
      <summary>{t('explain.asIf')}</summary>
      <div className="explain-as-if">
        <Field
          label={t('explain.address')}
          placeholder="192.0.2.1"
          value={address}
          onChange={(event) => onChange({ address: event.target.value })}
        />
        <Field
          type="datetime-local"
          label={t('explain.time')}
          value={Number.isNaN(moment) ? '' : localTime(moment)}
          onChange={(event) => onChange({ at: event.target.value })}
        />
        <SelectField
          label={t('explain.device')}
          value={device}
          options={[
            ['', t('explain.own')],
            ...devices.map((name): Option => [name, t(`policies.device.${name}`)]),
          ]}
          onChange={(changed) => onChange({ device: changed })}
        />
        <Field
          label={t('explain.scopes')}
          hint={t('explain.scopesHint')}
          placeholder="chat:write"
          value={scopes}
          onChange={(event) => onChange({ scopes: event.target.value })}
        />
      </div>
    </details>
  );
}
