import type { AuditEntryView } from '@wardroom/contract';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useSynced } from '../../workspace/use-workspace.ts';
import type { Address } from '../address.ts';
import { AddressLink } from '../address-link.tsx';
import { subjectOf } from '../audit-parts.tsx';
import type { Names } from '../names.ts';
import { readWords, type Words } from './words.ts';

interface EntryLinksProps {
  readonly entry: AuditEntryView;
  readonly names: Names;
}

/** Whether the log can be asked for it. */
const canAsk = (words: Words): boolean => readWords(words, { now: 0, idOf: () => 'prn_' }).problem === null;

/** What else belongs to it: of the same hand, thing, credential and request, and where the credential comes from. */
export function EntryLinks({ entry, names }: EntryLinksProps) {
  const { t } = useTexts();
  const { actorId, credentialId, requestId, resourceId, type } = entry;
  const subjectId = subjectOf(entry);
  const actor = actorId?.startsWith('prn_') ? names.handle(actorId) : null;
  const links: readonly (readonly [text: string, words: Words | null])[] = [
    [t('auditLog.allOfActor'), actor === null ? null : { actor }],
    [t('auditLog.allOfResource'), resourceId === null ? null : { resource: resourceId }],
    [t('auditLog.allWithCredential'), credentialId === null ? null : { token: credentialId }],
    [t('auditLog.allOfRequest'), { request: requestId }],
    [t('auditLog.allOfType'), { type }],
  ];
  return (
    <nav className="drawer-part" aria-label={t('auditLog.related')}>
      <h3>{t('auditLog.related')}</h3>
      <ul className="entry-links">
        {links.map(([text, words]) =>
          words === null || !canAsk(words) ? null : (
            <Line key={text} to={{ screen: 'audit', filters: words }}>
              {text}
            </Line>
          ),
        )}
        {credentialId?.startsWith('tok_') === true ? (
          <Line to={{ screen: 'tokens', subject: credentialId }}>{t('credentials.whichToken')}</Line>
        ) : null}
        {[...new Set([actorId, subjectId, resourceId])].map((id) => (
          <PersonLine key={id} id={id} />
        ))}
      </ul>
    </nav>
  );
}

type To = Partial<Address> & Pick<Address, 'screen'>;

const Line = ({ to, children }: { to: To; children: ReactNode }) => (
  <li>
    <AddressLink to={to} className="inline-link">
      {children}
    </AddressLink>
  </li>
);

/** Only for people whom one may see, in a screen that one has. */
function PersonLine({ id }: { id: string | null }) {
  const { t } = useTexts();
  const { people, permissions } = useSynced();
  const person = id === null ? undefined : people[id as keyof typeof people];
  if (id === null || person === undefined || !permissions.includes('people.read')) return null;
  return (
    <Line to={{ screen: 'people', subject: id }}>
      {t('auditLog.openPerson', { name: person.displayName })}
    </Line>
  );
}
