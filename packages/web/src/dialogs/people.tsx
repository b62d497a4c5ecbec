import type { Person, PrincipalId } from '@wardroom/contract';
import { useState } from 'react';
import { PersonCard } from '../account/person-card.tsx';
import { StatusChip } from '../account/person-texts.tsx';
import { RoleText } from '../account/role-text.tsx';
import { useTexts } from '../i18n/use-texts.ts';
import { PresenceDot } from '../sidebar/channel-icon.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { KindChip } from '../ui/kind-chip.tsx';
import { Avatar, Empty } from '../ui/parts.tsx';
import { piece } from '../ui/piece.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { AddPerson } from './add-person.tsx';
import type { DialogProps } from './dialog-props.ts';

/** Rows beyond this are found by typing. */
const mostShown = 200;

const GroupDirectory = piece(() => import('../groups/group-directory.tsx').then((module) => module.default));

type View =
  | { readonly name: 'list' | 'add' | 'groups' }
  | { readonly name: 'card'; readonly id: PrincipalId };

export function PeopleDialog({ onClose }: DialogProps) {
  const { t } = useTexts();
  const [view, setView] = useState<View>({ name: 'list' });
  const synced = useSynced();
  const back = () => setView({ name: 'list' });
  if (view.name === 'add')
    return (
      <Dialog title={t('people.add')} onClose={onClose}>
        <AddPerson onDone={back} />
      </Dialog>
    );
  if (view.name === 'card')
    return (
      <Dialog title={t('people.title')} onClose={back}>
        <PersonCard principalId={view.id} onLeave={onClose} />
        <div className="dialog-foot">
          <button type="button" className="button" onClick={back}>
            {t('people.back')}
          </button>
        </div>
      </Dialog>
    );
  return (
    <Dialog title={t('people.title')} onClose={onClose} wide>
      {holds(synced, 'groups.read') ? (
        <Tabs chosen={view.name} onChoose={(name) => setView({ name })} />
      ) : null}
      {view.name === 'groups' ? (
        <GroupDirectory onClose={onClose} />
      ) : (
        <PeopleList onOpen={(id) => setView({ name: 'card', id })} onAdd={() => setView({ name: 'add' })} />
      )}
    </Dialog>
  );
}

interface TabsProps {
  readonly chosen: 'list' | 'groups';
  readonly onChoose: (name: 'list' | 'groups') => void;
}

function Tabs({ chosen, onChoose }: TabsProps) {
  const { t } = useTexts();
  return (
    <fieldset className="segments">
      <legend className="unseen">{t('people.shown')}</legend>
      {(['list', 'groups'] as const).map((name) => (
        <label key={name} className={chosen === name ? 'segment chosen' : 'segment'}>
          <input type="radio" name="people-shown" checked={chosen === name} onChange={() => onChoose(name)} />
          {t(name === 'list' ? 'people.title' : 'people.groups')}
        </label>
      ))}
    </fieldset>
  );
}

function PeopleList({ onOpen, onAdd }: { onOpen: (id: PrincipalId) => void; onAdd: () => void }) {
  const { t } = useTexts();
  const synced = useSynced();
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLowerCase();
  const found = Object.values(synced.people)
    .filter(({ displayName, handle }) => `${displayName} ${handle}`.toLowerCase().includes(wanted))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  return (
    <>
      <input
        type="search"
        aria-label={t('people.find')}
        placeholder={t('people.findHint')}
        value={filter}
        onChange={(event) => setFilter(event.target.value)}
      />
      <ul className="people scroll" aria-label={t('people.title')}>
        {found.slice(0, mostShown).map((person) => (
          <PersonLine key={person.id} person={person} onOpen={() => onOpen(person.id)} />
        ))}
      </ul>
      {found.length > mostShown ? (
        <p className="quiet">{t('people.more', { count: found.length - mostShown })}</p>
      ) : null}
      {found.length === 0 ? <Empty title={t('people.nobody')} /> : null}
      {holds(synced, 'people.manage') ? (
        <div className="dialog-foot">
          <button type="button" className="button" onClick={onAdd}>
            {t('people.add')}
          </button>
        </div>
      ) : null}
    </>
  );
}

function PersonLine({ person, onOpen }: { person: Person; onOpen: () => void }) {
  const { t } = useTexts();
  const { me } = useSynced();
  return (
    <li className="person">
      <span className="with-presence">
        <Avatar id={person.id} name={person.displayName} kind={person.kind} />
        {person.kind === 'person' && person.status === 'active' ? (
          <PresenceDot principalId={person.id} />
        ) : null}
      </span>
      <span className="person-text">
        <button type="button" className="person-open" onClick={onOpen}>
          <bdi className="person-name">
            {person.displayName}
            {person.id === me.id ? ` ${t('people.you')}` : ''}
          </bdi>
        </button>
        <span className="quiet">
          @{person.handle}
          {person.title === '' ? '' : ` · ${person.title}`}
        </span>
      </span>
      {person.status === 'active' ? null : <StatusChip status={person.status} />}
      {person.kind === 'person' && person.role !== 'member' ? (
        <span className="chip">
          <RoleText role={person.role} />
        </span>
      ) : null}
      <KindChip kind={person.kind} />
    </li>
  );
}
