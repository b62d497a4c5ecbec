/**
 * That the operator of the deployment has access to this workspace, for everybody who sees the console, wherever they are
 * in the app, for as long as it lasts.
 */
import '../i18n/late.ts';
import type { BreakGlassView } from '@wardroom/contract';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { Confirm } from '../console/confirm.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { useFormats } from '../workspace/use-formats.ts';
import { useNow } from '../workspace/use-now.ts';
import { useSynced, useWorkspace } from '../workspace/use-workspace.ts';

export default function BreakGlassNotices() {
  const { breakGlass } = useSynced();
  const now = useNow();
  return (
    <>
      {breakGlass
        .filter(({ expiresAt }) => expiresAt > now)
        .map((access) => (
          <Notice key={access.id} access={access} />
        ))}
    </>
  );
}

const texts = { admin: 'breakGlass.openAsAdmin', owner: 'breakGlass.openAsOwner' } as const;

function Notice({ access: { id, principalId, role, reason, expiresAt } }: { access: BreakGlassView }) {
  const { t } = useTexts();
  const { time } = useFormats();
  const { call } = useWorkspace();
  const { me, permissions } = useSynced();
  const [asking, setAsking] = useState(false);
  const mayEnd = permissions.includes('sessions.manage');
  const text = me.id === principalId ? 'breakGlass.yourself' : texts[role];
  return (
    <div className="banner banner-break-glass">
      <KeyRound size={15} aria-hidden="true" />
      <span>
        {t(text, { time: time(expiresAt) })} <q>{reason}</q>
      </span>
      {mayEnd ? (
        <button type="button" className="button" onClick={() => setAsking(true)}>
          {t('breakGlass.end')}
        </button>
      ) : null}
      {asking ? (
        <Confirm
          title={t('breakGlass.endTitle')}
          text={t('breakGlass.endText')}
          action={t('breakGlass.endNow')}
          send={async () => {
            await call('breakGlass.end', { breakGlassId: id });
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}
