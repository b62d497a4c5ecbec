/** Changing how long the audit log is kept: what it would remove stands here before it is saved, and is confirmed. */
import { useQuery } from '@tanstack/react-query';
import type { AuditRetention, Operations, OutputOf } from '@wardroom/contract';
import { type FormEvent, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { CliLines } from './cli-line.tsx';
import { api } from './command-lines.ts';
import { Confirm } from './confirm.tsx';
import { Skeleton } from './pages.tsx';

type Effect = OutputOf<Operations['audit.settings.preview']>;

/** As the contract has them. */
const bounds = { min: 365, max: 36_500 } as const;
const isWithin = (days: number) => Number.isInteger(days) && days >= bounds.min && days <= bounds.max;

interface RetentionFormProps {
  readonly retention: AuditRetention;
  readonly onSaved: () => Promise<unknown>;
}

export function RetentionForm({ retention, onSaved }: RetentionFormProps) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const [security, setSecurity] = useState(String(retention.securityDays));
  const [compliance, setCompliance] = useState(String(retention.complianceDays));
  const [asking, setAsking] = useState(false);
  const planned = { securityDays: Number(security), complianceDays: Number(compliance) };
  const isValid = isWithin(planned.securityDays) && isWithin(planned.complianceDays);
  const changed =
    planned.securityDays !== retention.securityDays || planned.complianceDays !== retention.complianceDays;
  const input = { ...planned, version: retention.version };
  const preview = useQuery({
    queryKey: ['audit-retention-preview', planned],
    queryFn: () => workspace.call('audit.settings.preview', planned),
    enabled: changed && isValid,
  });
  const effect = useEffectText(preview.data);
  const send = async () => {
    await workspace.call('audit.settings.set', input);
    workspace.announce(t('retention.saved'));
    setAsking(false);
    await onSaved();
  };
  const ask = (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
  };
  const problemOf = (days: number) => (isWithin(days) ? undefined : t('retention.bounds'));
  return (
    <section className="setting" aria-labelledby="setting-keep">
      <h2 id="setting-keep">{t('retention.keep')}</h2>
      <p className="quiet">{t('retention.keepLead')}</p>
      <form onSubmit={ask} noValidate>
        <div className="pair">
          <DaysField
            label={t('retention.security')}
            value={security}
            problem={problemOf(planned.securityDays)}
            onChange={setSecurity}
          />
          <DaysField
            label={t('retention.compliance')}
            value={compliance}
            problem={problemOf(planned.complianceDays)}
            onChange={setCompliance}
          />
        </div>
        {changed && isValid ? (
          <div role="status">
            {preview.error !== null ? (
              <Notice failure={failureOf(preview.error)} />
            ) : effect === null ? (
              <Skeleton />
            ) : (
              <p className="hint">{effect}</p>
            )}
          </div>
        ) : null}
        <button type="submit" className="button primary" disabled={!changed || !isValid || effect === null}>
          {t('retention.save')}
        </button>
        {changed && isValid ? <CliLines lines={[api('audit.settings.set', input)]} /> : null}
      </form>
      {asking ? (
        <Confirm
          title={t('retention.confirmTitle')}
          text={t('retention.confirmKeep', { count: Math.max(planned.securityDays, planned.complianceDays) })}
          action={t('retention.confirm')}
          send={send}
          onClose={() => setAsking(false)}
        >
          {effect === null ? null : <p>{effect}</p>}
        </Confirm>
      ) : null}
    </section>
  );
}

interface DaysFieldProps {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

const DaysField = ({ onChange, ...field }: DaysFieldProps) => (
  <Field {...field} {...bounds} type="number" required onChange={({ target }) => onChange(target.value)} />
);

/** In a sentence; null as long as it is not known. */
function useEffectText(effect: Effect | undefined): string | null {
  const { t } = useTexts();
  const formats = useFormats();
  if (effect === undefined) return null;
  const { now, planned } = effect;
  const more = planned.entries - now.entries;
  if (more > 0 && planned.until !== null)
    return t('retention.effectMore', { count: more, time: formats.moment(planned.until) });
  if (more < 0) return t('retention.effectFewer', { count: -more });
  return t(planned.entries === 0 ? 'retention.effectNone' : 'retention.effectSame');
}
