import type { Person } from '@wardroom/contract';
import { Diamond } from 'lucide-react';
import { useTexts } from '../i18n/use-texts.ts';

/** Not a person: the one mark of bots, services and agents, wherever they stand. */
export function KindChip({ kind }: Pick<Person, 'kind'>) {
  const { t } = useTexts();
  if (kind === 'person') return null;
  return (
    <span className="chip chip-agent">
      <Diamond size={9} className="icon-agent" aria-hidden="true" /> {t(`people.kind.${kind}`)}
    </span>
  );
}
