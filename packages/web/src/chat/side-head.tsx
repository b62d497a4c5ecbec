import { ArrowLeft, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/parts.tsx';

interface SideHeadProps {
  readonly title: ReactNode;
  /** A smaller line below it. */
  readonly below?: ReactNode;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** Of what opens beside the messages; on a phone it is a page, and is left like one. */
export function SideHead({ title, below, closeLabel, onClose, children }: SideHeadProps) {
  return (
    <header className="side-head">
      <IconButton icon={ArrowLeft} className="back" label={closeLabel} onClick={onClose} />
      <div className="side-title">
        <h2>{title}</h2>
        {below}
      </div>
      {children}
      <IconButton icon={X} className="side-close" label={closeLabel} onClick={onClose} />
    </header>
  );
}
