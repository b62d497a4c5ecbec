/** Erasing what the audit log tells about one person: how much it is, why, and the confirmation. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Person } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Field } from '../ui/form.tsx';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { CliLines } from './cli-line.tsx';
import { api } from './command-lines.ts';
import { Confirm } from './confirm.tsx';
import { Skeleton } from './pages.tsx';

export function Erasure({ person: { id: principalId, displayName: name } }: { person: Person }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [asking, setAsking] = useState(false);
  const key = ['audit-erasure', principalId];
  const { data, error } = useQuery({
    queryKey: key,
    queryFn: () => workspace.call('audit.erasure.preview', { principalId }),
  });
  const count = data === undefined ? 0 : data.fields + data.waiting;
  const send = async () => {
    const { isComplete } = await workspace.call('audit.erase', { principalId, reason: reason.trim() });
    workspace.announce(isComplete ? t('erasure.done', { name }) : t('erasure.doneRest'));
    setAsking(false);
    setReason('');
    await queries.invalidateQueries({ queryKey: key });
  };
  return (
    <section className="drawer-part">
      <h3>{t('erasure.title')}</h3>
      <p className="quiet">{t('erasure.hint', { name })}</p>
      {error !== null ? (
        <Notice failure={failureOf(error)} />
      ) : data === undefined ? (
        <Skeleton />
      ) : count === 0 ? (
        <p className="hint">{t('erasure.none', { name })}</p>
      ) : (
        <>
          <ul className="hint">
            <li>{t('erasure.fields', { count: data.fields })}</li>
            {data.waiting > 0 ? <li>{t('erasure.waiting', { count: data.waiting })}</li> : null}
            {data.holds > 0 ? <li>{t('erasure.held')}</li> : null}
          </ul>
          <Field
            label={t('erasure.reason')}
            hint={t('erasure.reasonHint')}
            maxLength={500}
            value={reason}
            onChange={({ target }) => setReason(target.value)}
          />
          <button
            type="button"
            className="button danger"
            disabled={reason.trim() === ''}
            onClick={() => setAsking(true)}
          >
            {t('erasure.ask')}
          </button>
          {reason.trim() === '' ? null : (
            <CliLines lines={[api('audit.erase', { principalId, reason: reason.trim() })]} />
          )}
        </>
      )}
      {asking ? (
        <Confirm
          title={t('erasure.askTitle', { name })}
          text={t('erasure.hint', { name })}
          action={t('erasure.confirm')}
          send={send}
          onClose={() => setAsking(false)}
        >
          <p>{t('erasure.fields', { count: data?.fields ?? 0 })}</p>
        </Confirm>
      ) : null}
    </section>
  );
}
