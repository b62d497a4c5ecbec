import { type ComponentProps, useState } from 'react';
import { CliLines } from './cli-line.tsx';
import type { CommandLine } from './command-lines.ts';
import { Confirm } from './confirm.tsx';

interface ActProps {
  readonly title?: string;
  /** What it does, before it is asked for. */
  readonly hint?: string;
  /** On the button that asks, with an ellipsis. */
  readonly label: string;
  /** Something is taken away. */
  readonly danger?: boolean;
  readonly disabled?: boolean;
  readonly line: CommandLine;
  readonly asks: Omit<ComponentProps<typeof Confirm>, 'send' | 'onClose'>;
  readonly send: () => Promise<unknown>;
  readonly onDone?: () => void;
}

/** A part of a drawer that does something to what the drawer shows, once somebody has confirmed it. */
export function Act(props: ActProps) {
  const { title, hint, label, danger = false, disabled = false, line, asks, send, onDone } = props;
  const [asking, setAsking] = useState(false);
  const confirmed = async () => {
    await send();
    setAsking(false);
    onDone?.();
  };
  return (
    <section className="drawer-part">
      {title === undefined ? null : <h3>{title}</h3>}
      {hint === undefined ? null : <p className="quiet">{hint}</p>}
      <button
        type="button"
        className={danger ? 'button danger' : 'button'}
        disabled={disabled}
        onClick={() => setAsking(true)}
      >
        {label}
      </button>
      {disabled ? null : <CliLines lines={[line]} />}
      {asking ? <Confirm {...asks} send={confirmed} onClose={() => setAsking(false)} /> : null}
    </section>
  );
}
