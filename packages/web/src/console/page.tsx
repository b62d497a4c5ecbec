import type { ReactNode } from 'react';
import { Filters } from './filters.tsx';

interface PageProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly actions?: ReactNode;
  /** Stays in sight where the filters fold. */
  readonly search?: ReactNode;
  readonly filters?: ReactNode;
  readonly children: ReactNode;
  readonly drawer?: ReactNode;
}

/** Title, what it is, filters, the table; the drawer stands beside it. */
export function Page({ title, lead, actions, search, filters, children, drawer }: PageProps) {
  return (
    <>
      <main className="console-main">
        <header className="console-head">
          <h1>{title}</h1>
          <p className="console-lead">{lead}</p>
          {actions === undefined ? null : <div className="console-actions">{actions}</div>}
        </header>
        {filters === undefined ? null : <Filters search={search}>{filters}</Filters>}
        {children}
      </main>
      {drawer}
    </>
  );
}
