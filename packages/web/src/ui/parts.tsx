/** Small parts that every screen uses. */
import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { describeFailure, type Failure } from '../workspace/problem.ts';
import { shadeOf } from './shade.ts';

export function Avatar({ id, name, kind }: { id: string; name: string; kind: string }) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
  const hue = kind === 'person' ? shadeOf(id) : 'agent';
  return (
    <span className={`avatar avatar-${hue}`} aria-hidden="true">
      {initials}
    </span>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly icon: LucideIcon;
  readonly label: string;
}

export function IconButton({ icon: Icon, label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={`icon-button ${className ?? ''}`}
      aria-label={label}
      title={label}
      {...rest}
    >
      <Icon size={17} aria-hidden="true" />
    </button>
  );
}

export function Notice({ failure, children }: { failure: Failure; children?: ReactNode }) {
  const texts = useTexts();
  const { title, detail } = describeFailure(texts, failure);
  return (
    <div className="notice notice-bad" role="alert">
      <strong>{title}.</strong> {detail}
      {failure.requestId === null || failure.code !== 'internal' ? null : (
        <span className="quiet"> {texts.t('errors.request', { id: failure.requestId })}</span>
      )}
      {children}
    </div>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children === undefined ? null : <div className="empty-text">{children}</div>}
    </div>
  );
}

/** A logo and a column of text: everything that is not the chat itself. */
export function Sheet({ title, lead, children }: { title: string; lead?: ReactNode; children?: ReactNode }) {
  return (
    <main className="sheet">
      <div className="sheet-inner">
        <div className="brand">
          <span className="logo" aria-hidden="true">
            W
          </span>
          <bdi>Wardroom</bdi>
        </div>
        <h1>{title}</h1>
        {lead === undefined ? null : <p className="lead">{lead}</p>}
        {children}
      </div>
    </main>
  );
}

/** Shown only when the answer takes longer than a blink (see the style sheet). */
export function Waiting() {
  const { t } = useTexts();
  return (
    <div className="waiting" role="status">
      {t('shell.loading')}
    </div>
  );
}
