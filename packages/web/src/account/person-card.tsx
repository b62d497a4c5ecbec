/** Who somebody is: what a click on an author or an avatar opens. */
import { Link } from '@tanstack/react-router';
import type { PrincipalId } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Avatar } from '../ui/parts.tsx';
import { piece } from '../ui/piece.tsx';
import { holds } from '../workspace/rights.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { MessageButton } from './message-button.tsx';
import { kindTexts, StatusChip } from './person-texts.tsx';
import { RoleText } from './role-text.tsx';

const PersonGroups = piece(() => import('../groups/person-groups.tsx').then((module) => module.default));
const nothing = () => undefined;

interface PersonCardProps {
  readonly principalId: PrincipalId;
  /** Called when the card leads somewhere else. */
  readonly onLeave?: () => void;
}

/** Whom one does not see any more, or never did, is told as that: nothing is asked of the server. */
export function PersonCard({ principalId, onLeave }: PersonCardProps) {
  const { t } = useTexts();
  const synced = useSynced();
  const isMe = principalId === synced.me.id;
  const person = isMe ? synced.me : synced.people[principalId];
  if (person === undefined)
    return (
      <div className="person-card">
        <strong>{t('people.unknown')}</strong>
        <p className="quiet">{t('people.unknownHint')}</p>
      </div>
    );
  const leave = onLeave === undefined ? {} : { onOpened: onLeave };
  return (
    <div className="person-card">
      <Avatar id={person.id} name={person.displayName} kind={person.kind} />
      <div className="person-card-text">
        <strong>
          <bdi>{person.displayName}</bdi>
        </strong>
        {person.title === '' ? null : <bdi className="person-card-title">{person.title}</bdi>}
        <span className="quiet">@{person.handle}</span>
        <span className="row">
          <span className={person.kind === 'person' ? 'chip' : 'chip chip-agent'}>
            {person.kind === 'person' ? <RoleText role={person.role} /> : t(kindTexts[person.kind])}
          </span>
          {person.status === 'active' ? null : <StatusChip status={person.status} />}
        </span>
        <OwnerLine ownerId={person.ownerId} />
      </div>
      {holds(synced, 'groups.read') ? <PersonGroups principalId={person.id} onClose={nothing} /> : null}
      <div className="row person-card-acts">
        {isMe ? null : <MessageButton person={person} {...leave} />}
        {holds(synced, 'console.view') && holds(synced, 'people.manage') && !isMe ? (
          <Link
            to="/console/$"
            params={{ _splat: `people/${person.id}` }}
            className="button plain"
            onClick={() => onLeave?.()}
          >
            {t('people.inConsole')}
          </Link>
        ) : null}
      </div>
    </div>
  );
}

/** Who answers for a bot; nothing for people, and for whom one does not see. */
function OwnerLine({ ownerId }: { ownerId: PrincipalId | null }) {
  const { t } = useTexts();
  const { people } = useSynced();
  const owner = ownerId === null ? undefined : people[ownerId];
  return owner === undefined ? null : (
    <span className="quiet">{t('people.ownedBy', { name: owner.displayName })}</span>
  );
}

/** The card in front of everything: the focus goes in, and back to what opened it. */
export function PersonCardDialog({
  principalId,
  onClose,
}: {
  principalId: PrincipalId;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const synced = useSynced();
  const person = principalId === synced.me.id ? synced.me : synced.people[principalId];
  const name = person?.displayName ?? t('people.unknown');
  return (
    <Dialog title={t('people.card', { name })} onClose={onClose}>
      <PersonCard principalId={principalId} onLeave={onClose} />
    </Dialog>
  );
}
