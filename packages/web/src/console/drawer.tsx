import { X } from 'lucide-react';
import { type ReactNode, useEffect, useEffectEvent, useId, useRef } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { IconButton } from '../ui/parts.tsx';
import { focusRow } from './table.tsx';
import { useAddress } from './use-address.ts';

interface DrawerProps {
  readonly title: ReactNode;
  readonly children: ReactNode;
}

/** What the chosen row is. Takes the focus when it opens; Escape closes it and gives the focus back to the row. */
export function Drawer({ title, children }: DrawerProps) {
  const { t } = useTexts();
  const { subject, open } = useAddress();
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another row is another drawer.
  useEffect(() => heading.current?.focus(), [subject]);
  const close = () => {
    open(null);
    if (subject !== null) focusRow(subject);
  };
  // From anywhere: it may stand over what has the focus (WCAG 2.4.11).
  const closeByKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    // A dialog in front of it closes first; in a field the key belongs to the field.
    if (event.target instanceof Element && event.target.closest('dialog, main input') !== null) return;
    close();
  });
  useEffect(() => {
    document.addEventListener('keydown', closeByKey);
    return () => document.removeEventListener('keydown', closeByKey);
  }, []);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a press beside the drawer closes it; the keyboard has Escape. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above. */}
      <div className="drawer-scrim" onClick={close} />
      <aside className="drawer" aria-labelledby={id}>
        <header className="drawer-head">
          <h2 id={id} ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <IconButton icon={X} label={t('console.close')} onClick={close} />
        </header>
        {children}
      </aside>
    </>
  );
}
