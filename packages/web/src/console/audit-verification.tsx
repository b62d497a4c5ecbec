import { useMutation } from '@tanstack/react-query';
import type { AuditEntryView } from '@wardroom/contract';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { failureOf } from '../workspace/problem.ts';
import { useWorkspace } from '../workspace/use-workspace.ts';
import { KeysDialog } from './audit-verify/keys-dialog.tsx';
import { Result } from './audit-verify/result.tsx';
import { Taking } from './audit-verify/taking.tsx';
import { NothingToVerifyWith, verifyHere } from './audit-verify/verify.ts';

/** Whether an entry is what was sealed, found out here. */
export function AuditVerification({ entry }: { entry: AuditEntryView }) {
  const { t } = useTexts();
  const workspace = useWorkspace();
  const [showsKeys, setShowsKeys] = useState(false);
  const verifying = useMutation({ mutationFn: () => verifyHere(workspace, entry) });
  const { data, error, isPending } = verifying;
  return (
    <section className="drawer-part verification" aria-label={t('verify.title')}>
      <h3>{t('verify.title')}</h3>
      <p className="quiet">{entry.index === null ? t('verify.waits') : t('verify.lead')}</p>
      <div className="row">
        <button
          type="button"
          className="button"
          disabled={isPending || entry.index === null}
          onClick={() => verifying.mutate()}
        >
          <ShieldCheck size={15} aria-hidden="true" />
          {isPending ? t('verify.working') : t(data === undefined ? 'verify.verify' : 'verify.again')}
        </button>
        <button type="button" className="button" onClick={() => setShowsKeys(true)}>
          {t('verify.keys')}
        </button>
      </div>
      <div role="status" className="verification">
        {data === undefined ? null : <Result key={verifying.submittedAt} verified={data} />}
      </div>
      {error === null ? null : error instanceof NothingToVerifyWith ? (
        <p>{t('verify.insecure')}</p>
      ) : (
        <Notice failure={failureOf(error)} />
      )}
      {data?.found == null ? null : <Taking entry={entry} proof={data.found.proof} />}
      {showsKeys ? (
        <KeysDialog
          onClose={() => setShowsKeys(false)}
          onChanged={() => {
            // What was found out with other keys says nothing any more.
            verifying.reset();
          }}
        />
      ) : null}
    </section>
  );
}
