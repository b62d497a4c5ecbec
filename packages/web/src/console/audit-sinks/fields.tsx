/** What a feed is set up with, for a new one and for one that is changed. */
import { useTexts } from '../../i18n/use-texts.ts';
import { Field } from '../../ui/form.tsx';
import { LinesField } from '../lines-field.tsx';
import type { FeedForm } from './form.ts';

export const shownProblems = ['/name', '/destination/address', '/secret'];

interface FieldsProps {
  readonly form: FeedForm;
  readonly set: (changed: Partial<FeedForm>) => void;
  readonly problemOf: (pointer: string) => string | undefined;
  /** It has a secret that may stay. */
  readonly hasSecret?: boolean;
}

export function FeedFields(props: FieldsProps) {
  const { t } = useTexts();
  const { form, set, problemOf } = props;
  return (
    <>
      <Field
        label={t('feeds.name')}
        maxLength={80}
        required
        value={form.name}
        problem={problemOf('/name')}
        onChange={(event) => set({ name: event.target.value })}
      />
      <DestinationFields {...props} />
    </>
  );
}

export function PersonalChoice({ form, set }: Pick<FieldsProps, 'form' | 'set'>) {
  const { t } = useTexts();
  return (
    <label className="choice">
      <input
        type="checkbox"
        checked={form.includesPersonal}
        onChange={(event) => set({ includesPersonal: event.target.checked })}
      />{' '}
      {t('feeds.personal')}
    </label>
  );
}

function DestinationFields(props: FieldsProps) {
  const { t } = useTexts();
  const { form, set, problemOf } = props;
  const { kind } = form;
  if (kind === 'file') return null;
  const word = (name: 'index' | 'tags' | 'region' | 'prefix' | 'accessKeyId') => ({
    ...{ autoCapitalize: 'none', spellCheck: false, value: form[name] },
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  });
  return (
    <>
      <Field
        label={t('feeds.address')}
        hint={t(`feeds.hint.${kind}`)}
        autoCapitalize="none"
        spellCheck={false}
        inputMode="url"
        required
        value={form.address}
        problem={problemOf('/destination/address')}
        onChange={(event) => set({ address: event.target.value })}
      />
      {kind === 'splunk_hec' ? <Field label={t('feeds.index')} {...word('index')} /> : null}
      {kind === 'datadog' ? (
        <Field label={t('feeds.tags')} hint={t('feeds.tagsHint')} {...word('tags')} />
      ) : null}
      {kind === 's3' ? (
        <>
          <Field label={t('feeds.region')} required {...word('region')} />
          <Field label={t('feeds.prefix')} hint={t('feeds.prefixHint')} {...word('prefix')} />
          <Field label={t('feeds.accessKey')} required {...word('accessKeyId')} />
          <Field
            label={t('feeds.lockDays')}
            hint={t('feeds.lockHint')}
            type="number"
            min={0}
            max={36_500}
            value={form.lockDays}
            onChange={(event) => set({ lockDays: event.target.value })}
          />
        </>
      ) : null}
      <SecretField {...props} />
      <LinesField
        label={t('feeds.authority')}
        hint={t('feeds.authorityHint')}
        value={form.authority}
        onChange={(authority) => set({ authority })}
      />
    </>
  );
}

/** What is set already is shown nowhere, and stays when nothing is typed. */
function SecretField({ form, set, problemOf, hasSecret = false }: FieldsProps) {
  const { t } = useTexts();
  const { kind } = form;
  if (kind === 'file') return null;
  if (kind === 'syslog')
    return (
      <LinesField
        label={t('feeds.certificate')}
        hint={t(hasSecret ? 'feeds.certificateKept' : 'feeds.certificateHint')}
        value={form.identity}
        problem={problemOf('/secret')}
        onChange={(identity) => set({ identity })}
      />
    );
  return (
    <Field
      label={t(`feeds.secret.${kind}`)}
      hint={t(hasSecret ? 'feeds.secretKept' : 'feeds.secretHint')}
      type="password"
      autoComplete="off"
      required={!hasSecret}
      value={form.secret}
      problem={problemOf('/secret')}
      onChange={(event) => set({ secret: event.target.value })}
    />
  );
}
