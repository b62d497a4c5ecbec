import type { Member, PrincipalId } from '@wardroom/contract';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { Avatar } from '../ui/parts.tsx';
import { compare } from '../workspace/titles.ts';
import { useSynced } from '../workspace/use-workspace.ts';

interface AddMemberProps {
  readonly members: readonly Member[];
  readonly onAdd: (principalId: PrincipalId) => void;
}

const mostShown = 8;

export function AddMember({ members, onAdd }: AddMemberProps) {
  const { t } = useTexts();
  const { people } = useSynced();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().replace(/^@/, '').toLowerCase();
  const outside = useMemo(() => {
    const inside = new Set(members.map(({ principalId }) => principalId));
    return Object.values(people)
      .filter((person) => person.status === 'active' && !inside.has(person.id))
      .sort((a, b) => compare(a.displayName, b.displayName));
  }, [members, people]);
  const found = outside
    .filter(({ displayName, handle }) => `${displayName} ${handle}`.toLowerCase().includes(wanted))
    .slice(0, mostShown);
  return (
    <details className="add-member">
      <summary>
        <Plus size={15} aria-hidden="true" /> {t('chat.addPeople')}
      </summary>
      <input
        type="search"
        aria-label={t('chat.findToAdd')}
        placeholder={t('chat.nameOrHandle')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className="people">
        {found.map((person) => (
          <li key={person.id} className="person">
            <Avatar id={person.id} name={person.displayName} kind={person.kind} />
            <span className="person-text">
              <bdi className="person-name">{person.displayName}</bdi>
              <bdi className="quiet">@{person.handle}</bdi>
            </span>
            <button
              type="button"
              className="button small"
              aria-label={t('chat.addNamed', { name: person.displayName })}
              onClick={() => onAdd(person.id)}
            >
              {t('chat.add')}
            </button>
          </li>
        ))}
        {found.length === 0 ? <li className="quiet none">{t('chat.nobodyToAdd')}</li> : null}
      </ul>
    </details>
  );
}
