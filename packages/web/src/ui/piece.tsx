import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { showToast } from './toasts.tsx';

interface Closable {
  readonly onClose: () => void;
}

/**
 * A part of the page that is loaded when it is opened first. One that cannot be loaded says so and closes, and is asked
 * for again when it is opened again: the page around it must not break because the network is away.
 */
export function piece<P extends Closable>(
  load: () => Promise<ComponentType<P>>,
  waiting: ReactNode = null,
): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  // biome-ignore lint/correctness/noComponentHookFactories: made once per part, at the top of a module.
  return function Piece(props: P) {
    const { t } = useTexts();
    const [Part, setPart] = useState(() => loaded);
    const { onClose } = props;
    // biome-ignore lint/correctness/useExhaustiveDependencies: once per opening.
    useEffect(() => {
      if (Part !== null) return;
      let closed = false;
      load().then(
        (found) => {
          loaded = found;
          if (!closed) setPart(() => found);
        },
        () => {
          if (closed) return;
          showToast({ text: t('errors.network') });
          onClose();
        },
      );
      return () => {
        closed = true;
      };
    }, []);
    return Part === null ? waiting : <Part {...props} />;
  };
}
