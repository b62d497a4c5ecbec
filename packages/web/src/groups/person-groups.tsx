/** On the card of somebody: the groups that they are in and one sees. */
import '../i18n/late.ts';
import type { GroupView, PrincipalId } from '@wardroom/contract';
import { useEffect, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { compare } from '../workspace/titles.ts';
import { useSelect, useWorkspace } from '../workspace/use-workspace.ts';

interface PersonGroupsProps {
  readonly principalId: PrincipalId;
  readonly onClose: () => void;
}

/** The bound of the contract: more than anybody reads on a card. */
const most = 500;

export default function PersonGroups({ principalId }: PersonGroupsProps) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const epoch = useSelect(({ groupsEpoch }) => groupsEpoch);
  const [groups, setGroups] = useState<readonly GroupView[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever groups change.
  useEffect(() => {
    let left = false;
    call('groups.list', { principalId, limit: most }).then(
      (answer) => {
        if (!left) setGroups(answer.groups);
      },
      // A card without groups is a card: it says nothing wrong.
      () => {
        if (!left) setGroups([]);
      },
    );
    return () => {
      left = true;
    };
  }, [call, principalId, epoch]);
  if (groups.length === 0) return null;
  return (
    <section className="person-groups" aria-label={t('groups.of')}>
      <h3>{t('groups.of')}</h3>
      <ul>
        {groups
          .toSorted((a, b) => compare(a.name, b.name))
          .map(({ id, name, handle }) => (
            <li key={id} className="chip" title={`@${handle}`}>
              <bdi>{name}</bdi>
            </li>
          ))}
      </ul>
    </section>
  );
}
