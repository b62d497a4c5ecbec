import { useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { Avatar, Empty } from '../ui/parts.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { AddPerson } from './add-person.tsx';
import type { DialogProps } from './dialog-props.ts';

/** Rows beyond this are found by typing. */
const mostShown = 200;

export function PeopleDialog({ onClose }: DialogProps) {
  const synced = useSynced();
  const [filter, setFilter] = useState('');
  const [adding, setAdding] = useState(false);
  const wanted = filter.trim().toLowerCase();
  const found = Object.values(synced.people)
    .filter(({ displayName, handle }) => `${displayName} ${handle}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  if (adding)
    return (
      <Dialog title="Add a person" onClose={onClose}>
        <AddPerson onDone={() => setAdding(false)} />
      </Dialog>
    );
  return (
    <Dialog title="People" onClose={onClose} wide>
      <input
        type="search"
        aria-label="Find a person"
        placeholder="Name or handle"
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard. */}
      <ul className="people scroll" tabIndex={0} aria-label="People">
        {found.slice(0, mostShown).map((person) => (
          <li key={person.id} className="person">
            <Avatar id={person.id} name={person.displayName} kind={person.kind} />
            <span className="person-text">
              <bdi className="person-name">
                {person.displayName}
                {person.id === synced.me.id ? ' (you)' : ''}
              </bdi>
              <span className="quiet">@{person.handle}</span>
            </span>
            {person.status === 'active' ? null : <span className="chip">{person.status}</span>}
            <span className={person.kind === 'person' ? 'chip' : 'chip chip-agent'}>
              {person.kind === 'person' ? person.role : person.kind}
            </span>
          </li>
        ))}
      </ul>
      {found.length > mostShown ? (
        <p className="quiet">{found.length - mostShown} more; type to find them.</p>
      ) : null}
      {found.length === 0 ? <Empty title="Nobody is called that" /> : null}
      {holds(synced, 'people.manage') ? (
        <div className="dialog-foot">
          <button type="button" className="button" onClick={() => setAdding(true)}>
            Add a person
          </button>
        </div>
      ) : null}
    </Dialog>
  );
}
