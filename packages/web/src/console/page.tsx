import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  readonly lead: ReactNode;
  readonly actions?: ReactNode;
  readonly filters?: ReactNode;
  readonly children: ReactNode;
  readonly drawer?: ReactNode;
}

/** Title, what it is, filters, the table; the drawer stands beside it. */
export function Page({ title, lead, actions, filters, children, drawer }: PageProps) {
  return (
    <>
      <main className="console-main">
        <header className="console-head">
          <div>
            <h1>{title}</h1>
            <p className="console-lead">{lead}</p>
          </div>
          {actions === undefined ? null : <div className="console-actions">{actions}</div>}
        </header>
        {filters === undefined ? null : <div className="console-filters">{filters}</div>}
        {children}
      </main>
      {drawer}
    </>
  );
}
