import { useState } from 'react';
import type { Environment } from '../environment.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { clearLeftBehind } from '../workspace/leaving.ts';
import type { Call } from '../workspace/port.ts';
import { type Failure, failureOf } from '../workspace/problem.ts';

/** Signs out and comes back here with whoever signs in next. */
export function SomeoneElse({ environment, call }: { environment: Environment; call: Call }) {
  const { t } = useTexts();
  const [failure, setFailure] = useState<Failure | null>(null);
  const leave = async () => {
    const { pathname, search } = location;
    await call('sessions.end', {});
    await clearLeftBehind(environment);
    location.assign(`/sign-in?to=${encodeURIComponent(pathname + search)}`);
  };
  return (
    <div className="sheet-foot">
      <button
        type="button"
        className="button plain"
        onClick={() => leave().catch((thrown: unknown) => setFailure(failureOf(thrown)))}
      >
        {t('access.notYou')}
      </button>
      {failure === null ? null : <Notice failure={failure} />}
    </div>
  );
}
