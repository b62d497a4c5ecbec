export function PageHead({ title, lead }: { title: string; lead: string }) {
  return (
    <header>
      <h1>{title}</h1>
      <p className="console-lead">{lead}</p>
    </header>
  );
}
