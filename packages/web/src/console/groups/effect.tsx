/** Who gains and loses what by a change of a group: as the server says it, before it is made. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ChannelId, InputOf, Operations, OutputOf } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useSelect, useWorkspace } from '../../workspace/use-workspace.ts';
import { useNames } from '../names.ts';
import { useSettled } from '../policies/desk.ts';
import { Affected, AffectedPeople } from '../role-preview.tsx';

type Change = InputOf<Operations['groups.preview']>;
type Said = OutputOf<Operations['groups.preview']>;

const quietMs = 250;

export function Effect({ change }: { change: Change }) {
  const { t } = useTexts();
  const { call } = useWorkspace();
  // Who is in it, and what its roles give, changes with the same events.
  const epoch = useSelect(({ groupsEpoch, rolesEpoch }) => `${groupsEpoch} ${rolesEpoch}`);
  const wanted = JSON.stringify(change);
  const asked = useSettled(wanted, quietMs);
  const { data, error, isFetching } = useQuery({
    queryKey: ['groups.preview', asked, epoch],
    queryFn: () => call('groups.preview', JSON.parse(asked) as Change),
    placeholderData: keepPreviousData,
  });
  const waiting = isFetching || asked !== wanted;
  return (
    <section className="group-does" aria-label={t('groups.effect')} aria-busy={waiting}>
      <h3>{t('groups.effect')}</h3>
      {error === null ? null : <Notice failure={failureOf(error)} />}
      {data === undefined || error !== null ? null : (
        <div role="status" className={waiting ? 'affected stale' : 'affected'}>
          <Told said={data} />
        </div>
      )}
    </section>
  );
}

function Told({ said }: { said: Said }) {
  const { t } = useTexts();
  const { changes, gaining, losing, joining, leaving } = said;
  if (gaining + losing + joining + leaving === 0) return <p className="quiet">{t('groups.effectNobody')}</p>;
  return (
    <>
      {gaining + losing === 0 ? null : <Affected consequences={said} />}
      <Channels kind="joins" count={joining} changes={changes} />
      <Channels kind="leaves" count={leaving} changes={changes} />
    </>
  );
}

interface ChannelsProps {
  readonly kind: 'joins' | 'leaves';
  readonly count: number;
  readonly changes: Said['changes'];
}

function Channels({ kind, count, changes }: ChannelsProps) {
  const { t, locale } = useTexts();
  const names = useNames();
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  const wordsOf = (ids: readonly ChannelId[]) =>
    list.format(ids.map((id) => `#${names.channel(id) ?? t('groups.channelUnseen')}`));
  return (
    <AffectedPeople
      kind={kind === 'joins' ? 'gains' : 'loses'}
      title={t(kind === 'joins' ? 'groups.effectJoin' : 'groups.effectLeave', { count })}
      count={count}
      people={changes
        .filter((one) => one[kind].length > 0)
        .map((one) => ({ id: one.principalId, words: wordsOf(one[kind]) }))}
    />
  );
}
