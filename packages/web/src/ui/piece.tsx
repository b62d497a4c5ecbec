import { type ComponentType, type FunctionComponent, type ReactNode, useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Empty, Waiting } from './parts.tsx';
import { showToast } from './toasts.tsx';

type Load<P> = () => Promise<ComponentType<P>>;

interface Loading<P> {
  readonly part: ComponentType<P> | null;
  readonly failed: boolean;
  readonly again: () => void;
}

/** Loaded when it is shown first; what could not be loaded is asked for again, for it is not remembered. */
function loader<P>(load: Load<P>): () => Loading<P> {
  let loaded: ComponentType<P> | null = null;
  // biome-ignore lint/correctness/noComponentHookFactories: made once per part, at the top of a module.
  return function useLoading() {
    const [part, setPart] = useState(() => loaded);
    const [failed, setFailed] = useState(false);
    // biome-ignore lint/correctness/useExhaustiveDependencies: each time it is asked for.
    useEffect(() => {
      if (part !== null || failed) return;
      let left = false;
      load().then(
        (found) => {
          loaded = found;
          if (!left) setPart(() => found);
        },
        () => {
          if (!left) setFailed(true);
        },
      );
      return () => {
        left = true;
      };
    }, [failed]);
    return { part, failed, again: () => setFailed(false) };
  };
}

interface Closable {
  readonly onClose: () => void;
}

/** A part of the page. One that cannot be loaded says so and closes: the page around it must not break. */
export function piece<P extends Closable>(load: Load<P>, waiting: ReactNode = null): ComponentType<P> {
  const useLoading = loader(load);
  // biome-ignore lint/correctness/noComponentHookFactories: made once per part, at the top of a module.
  return function Piece(props: P) {
    const { t } = useTexts();
    const { part: Part, failed } = useLoading();
    const { onClose } = props;
    // biome-ignore lint/correctness/useExhaustiveDependencies: once per failure.
    useEffect(() => {
      if (!failed) return;
      showToast({ text: t('errors.network') });
      onClose();
    }, [failed]);
    return Part === null ? waiting : <Part {...props} />;
  };
}

/** A page. One that cannot be loaded says so in its place, and is asked for again when the network is back. */
export function page<P extends object>(load: Load<P>): FunctionComponent<P> {
  const useLoading = loader(load);
  // biome-ignore lint/correctness/noComponentHookFactories: made once per page, at the top of a module.
  return function Page(props: P) {
    const { part: Part, failed, again } = useLoading();
    if (Part !== null) return <Part {...props} />;
    return failed ? <NotLoaded onAgain={again} /> : <Waiting />;
  };
}

/** Without a network, or after an upgrade of the server: then the page as a whole has to be loaded again. */
function NotLoaded({ onAgain }: { onAgain: () => void }) {
  const { t } = useTexts();
  useEffect(() => {
    addEventListener('online', onAgain);
    return () => removeEventListener('online', onAgain);
  }, [onAgain]);
  return (
    <main className="pane">
      <div role="alert">
        <Empty title={t('shell.pageNotLoaded')}>
          <p>{t('shell.pageNotLoadedText')}</p>
          <div className="row">
            <button type="button" className="button primary" onClick={onAgain}>
              {t('shell.tryAgain')}
            </button>
            <button type="button" className="button" onClick={() => location.reload()}>
              {t('shell.loadAgain')}
            </button>
          </div>
        </Empty>
      </div>
    </main>
  );
}
