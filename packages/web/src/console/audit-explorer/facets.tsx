import type { Operations, OutputOf } from '@wardroom/contract';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { useActorType } from '../audit-parts.tsx';
import type { Words } from './words.ts';
import { withWord } from './words.ts';

type Facets = OutputOf<Operations['audit.facets']>;

interface FacetsProps {
  /** null: they are not there, or not counted for these filters. */
  readonly facets: Facets | null;
  readonly words: Words;
  readonly onChoose: (words: Words) => void;
}

const fewTypes = 8;

interface Value {
  readonly value: string;
  readonly text: string;
  readonly count: number;
}

export function FacetLists({ facets, words, onChoose }: FacetsProps) {
  const { t } = useTexts();
  const typeOf = useActorType();
  const { outcomes = [], types = [], actorTypes = [] } = facets ?? {};
  const groups = [
    {
      ...{ word: 'outcome', title: t('console.audit.outcome') },
      values: outcomes.map(({ outcome, count }) => {
        return { value: outcome, text: t(`console.audit.outcome.${outcome}`), count };
      }),
    },
    {
      ...{ word: 'kind', title: t('console.audit.actor') },
      values: actorTypes.map(({ actorType, count }) => {
        return { value: actorType, text: typeOf(actorType), count };
      }),
    },
    {
      ...{ word: 'type', title: t('console.audit.event') },
      values: types.map(({ type, count }) => ({ value: type, text: type, count })),
    },
  ];
  return (
    <>
      {groups.map(({ word, title, values }) => (
        <Facet
          key={word}
          title={title}
          isMono={word === 'type'}
          values={withChosen(values, words[word])}
          chosen={words[word]}
          onChoose={(value) => onChoose(withWord(words, word, value === words[word] ? '' : value))}
        />
      ))}
    </>
  );
}

/** What is chosen stays to be taken away, whether or not there is any. */
const withChosen = (values: readonly Value[], chosen: string | undefined): readonly Value[] =>
  chosen === undefined || values.some(({ value }) => value === chosen)
    ? values
    : [{ value: chosen, text: chosen, count: 0 }, ...values];

interface FacetProps {
  readonly title: string;
  readonly isMono: boolean;
  readonly values: readonly Value[];
  readonly chosen: string | undefined;
  readonly onChoose: (value: string) => void;
}

function Facet({ title, isMono, values, chosen, onChoose }: FacetProps) {
  const { t } = useTexts();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? values : values.slice(0, fewTypes);
  const most = Math.max(1, ...values.map(({ count }) => count));
  if (values.length === 0) return null;
  return (
    <section className="facet" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {shown.map(({ value, text, count }) => (
          <li key={value}>
            <button
              type="button"
              className="facet-value"
              aria-pressed={value === chosen}
              onClick={() => onChoose(value)}
            >
              <span className={isMono ? 'facet-name mono' : 'facet-name'} title={text}>
                {text}
              </span>{' '}
              <span className="quiet">{t('console.count', { count })}</span>
              <span
                className="facet-share"
                aria-hidden="true"
                style={{ inlineSize: `${(100 * count) / most}%` }}
              />
            </button>
          </li>
        ))}
      </ul>
      {values.length > fewTypes ? (
        <button
          type="button"
          className="button plain small"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t('auditLog.fewer') : t('auditLog.all', { count: values.length })}
        </button>
      ) : null}
    </section>
  );
}
