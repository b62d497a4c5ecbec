import { Diamond, Hash, Lock, Megaphone, Users } from 'lucide-react';
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import type { TextKey } from '../i18n/catalogue.ts';
import { useTexts } from '../i18n/use-texts.ts';
import { PresenceDot } from '../sidebar/channel-icon.tsx';
import { usePresence } from '../workspace/presence.ts';
import type { Offer } from './offers.ts';
import type { TriggerKind } from './trigger.ts';

interface OfferListProps {
  readonly id: string;
  readonly kind: TriggerKind;
  readonly offers: readonly Offer[];
  /** -1: none. */
  readonly chosen: number;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onTake: (offer: Offer) => void;
  readonly onClose: () => void;
}

const labels: Readonly<Record<TriggerKind, TextKey>> = {
  '@': 'composer.offers.people',
  '#': 'composer.offers.channels',
  ':': 'composer.offers.emoji',
  '/': 'composer.offers.commands',
};

/** Above the field, over everything: the field keeps the focus and has the keys. */
export function OfferList({ id, kind, offers, chosen, field, onTake }: OfferListProps) {
  const { t } = useTexts();
  const ref = useRef<HTMLDivElement>(null);
  usePlaceAbove(ref, field);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is chosen.
  useEffect(() => {
    ref.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen, offers]);
  return (
    <div
      ref={ref}
      id={id}
      popover="manual"
      role="listbox"
      tabIndex={-1}
      aria-label={t(labels[kind])}
      className="float offers"
    >
      {offers.map((offer, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
        <div
          key={offer.key}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className="offer"
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(offer)}
        >
          <OfferView offer={offer} />
        </div>
      ))}
    </div>
  );
}

function OfferView({ offer }: { offer: Offer }) {
  const { t } = useTexts();
  switch (offer.kind) {
    case 'person':
      return <PersonOffer offer={offer} />;
    case 'everybody':
      return (
        <>
          <Megaphone size={14} aria-hidden="true" />
          <span className="offer-name">{offer.insert}</span>
          <span className="offer-more">{t('composer.everybody')}</span>
        </>
      );
    case 'group':
      return (
        <>
          <Users size={14} aria-hidden="true" />
          <bdi className="offer-name">{offer.group.name}</bdi>
          <span className="offer-handle">{offer.insert}</span>
          <span className="offer-more">
            {offer.group.members === null ? null : t('chat.memberCount', { count: offer.group.members })}
          </span>
        </>
      );
    case 'channel':
      return (
        <>
          {offer.channel.kind === 'private' ? (
            <Lock size={14} aria-hidden="true" />
          ) : (
            <Hash size={14} aria-hidden="true" />
          )}
          <bdi className="offer-name">{offer.channel.name}</bdi>
          <bdi className="offer-more">
            {offer.channel.archived ? t('sidebar.archived') : offer.channel.topic}
          </bdi>
        </>
      );
    case 'emoji':
      return (
        <>
          <span className="offer-emoji" aria-hidden="true">
            {offer.insert}
          </span>
          <span className="offer-name">{offer.name}</span>
        </>
      );
    case 'command':
      return (
        <>
          <span className="offer-name">
            {offer.insert}
            {offer.command.usage === null ? null : (
              <span className="offer-usage"> {t(offer.command.usage)}</span>
            )}
          </span>
          <span className="offer-more">{t(offer.command.text)}</span>
        </>
      );
  }
}

function PersonOffer({ offer }: { offer: Extract<Offer, { kind: 'person' }> }) {
  const { t } = useTexts();
  const { person, member } = offer;
  const presence = usePresence(person.id);
  return (
    <>
      {person.kind === 'person' ? (
        <PresenceDot principalId={person.id} />
      ) : (
        <Diamond size={12} className="icon-agent" aria-hidden="true" />
      )}
      <bdi className="offer-name">{person.displayName}</bdi>
      <span className="offer-handle">@{person.handle}</span>
      <span className="unseen">
        {person.kind === 'person' && presence !== null ? t(`sidebar.presence.${presence}`) : null}
      </span>
      <span className="offer-more">{member ? null : t('composer.notHere')}</span>
    </>
  );
}

const gap = 6;

/** In the browser's top layer, so no list that scrolls cuts it off; below the field where there is no room above. */
function usePlaceAbove(ref: RefObject<HTMLElement | null>, field: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const [list, around] = [ref.current, field.current?.closest('.composer, .edit') ?? field.current];
    if (list === null || around === null) return;
    list.showPopover();
    const place = () => {
      const anchor = around.getBoundingClientRect();
      const { offsetHeight, offsetWidth } = list;
      const above = anchor.top - gap - offsetHeight;
      const top = above >= gap ? above : Math.min(anchor.bottom + gap, innerHeight - gap - offsetHeight);
      list.style.top = `${Math.max(gap, top)}px`;
      list.style.left = `${Math.max(gap, Math.min(anchor.left, innerWidth - gap - offsetWidth))}px`;
    };
    place();
    const observer = new ResizeObserver(place);
    observer.observe(list);
    observer.observe(around);
    addEventListener('resize', place);
    return () => {
      observer.disconnect();
      removeEventListener('resize', place);
    };
  }, [ref, field]);
}
