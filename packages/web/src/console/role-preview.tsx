/** What saving would do: what the chosen permissions bring, and who gains and loses what by it. */
import type { Permission, PrincipalId } from '@wardroom/contract';
import { useTexts } from '../i18n/use-texts.ts';
import { Notice } from '../ui/parts.tsx';
import { useSynced } from '../workspace/use-workspace.ts';
import { cascadeOf } from './permissions.ts';
import type { RoleChange, RoleId } from './roles.ts';
import { type Consequences, useConsequences } from './use-consequences.ts';

/** Of those who are named. */
const mostNamed = 8;

interface PreviewProps {
  readonly roleId: RoleId | null;
  readonly chosen: readonly Permission[];
  readonly change: RoleChange;
}

export function RolePreview({ roleId, chosen, change }: PreviewProps) {
  const { t } = useTexts();
  const { consequences, failure, waiting } = useConsequences(roleId, chosen);
  return (
    <section className="role-preview" aria-label={t('roles.preview')} aria-busy={waiting}>
      <h2>{t('roles.preview')}</h2>
      {chosen.length > 0 && !chosen.includes('workspace.read') ? (
        <p className="notice">{t('roles.shutOut', { permission: t('roles.permission.workspace.read') })}</p>
      ) : null}
      {roleId === null ? <p className="quiet">{t('roles.nobodyYet')}</p> : <Change change={change} />}
      {failure === null ? null : <Notice failure={failure} />}
      {roleId === null || consequences === null || failure !== null ? null : (
        <div role="status" className={waiting ? 'affected stale' : 'affected'}>
          <Affected consequences={consequences} />
        </div>
      )}
      {chosen.length === 0 && roleId === null ? (
        <p className="quiet">{t('roles.previewNothing')}</p>
      ) : (
        <Brought chosen={chosen} open={roleId === null} />
      )}
    </section>
  );
}

/** Known here at once; the server says the same when it saves. */
function Brought({ chosen, open }: { chosen: readonly Permission[]; open: boolean }) {
  const { t } = useTexts();
  const brought = [...cascadeOf(chosen)];
  if (brought.length === 0) return null;
  return (
    <details open={open}>
      <summary>{t('roles.brought', { count: brought.length })}</summary>
      <ul>
        {brought.map(([permission, because]) => (
          <li key={permission} title={permission}>
            {t(`roles.permission.${permission}`)}{' '}
            <span className="quiet">
              {t('roles.because', { permission: t(`roles.permission.${because}`) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Of permissions that are read at a glance; longer lists are folded. */
const glance = 4;

export function Change({ change: { gains, loses } }: { change: RoleChange }) {
  const { t } = useTexts();
  if (gains.length === 0 && loses.length === 0) return null;
  return (
    <div className="difference">
      <Titles kind="loses" title={t('roles.removes', { count: loses.length })} permissions={loses} />
      <Titles kind="gains" title={t('roles.adds', { count: gains.length })} permissions={gains} />
    </div>
  );
}

export function useTitles(): (permissions: readonly Permission[]) => string {
  const { t, locale } = useTexts();
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  return (permissions) => list.format(permissions.map((one) => t(`roles.permission.${one}`)));
}

interface TitlesProps {
  readonly kind: 'gains' | 'loses';
  readonly title: string;
  readonly permissions: readonly Permission[];
}

function Titles({ kind, title, permissions }: TitlesProps) {
  const words = useTitles()(permissions);
  if (permissions.length === 0) return null;
  if (permissions.length > glance)
    return (
      <details className={kind}>
        <summary>
          <strong>{title}</strong>
        </summary>
        <p>{words}</p>
      </details>
    );
  return (
    <p className={kind}>
      <strong>{title}:</strong> {words}
    </p>
  );
}

export function Affected({ consequences: { changes, gaining, losing } }: { consequences: Affecting }) {
  const { t } = useTexts();
  const titles = useTitles();
  if (gaining === 0 && losing === 0) return <p className="quiet">{t('roles.nobodyAffected')}</p>;
  const kinds = [
    ['loses', losing, t('roles.losing', { count: losing })],
    ['gains', gaining, t('roles.gaining', { count: gaining })],
  ] as const;
  return kinds.map(([kind, count, title]) => (
    <AffectedPeople
      key={kind}
      {...{ kind, count, title }}
      people={changes
        .filter((one) => one[kind].length > 0)
        .map((one) => ({
          id: one.principalId,
          words: titles(one[kind]),
          much: one[kind].length > glance ? t('roles.gives', { count: one[kind].length }) : null,
        }))}
    />
  ));
}

type Affecting = Pick<Consequences, 'changes' | 'gaining' | 'losing'>;

interface Concerned {
  readonly id: PrincipalId;
  readonly words: string;
  /** How much it is, where the words are many: they are folded then. */
  readonly much?: string | null;
}

interface AffectedPeopleProps {
  readonly kind: 'gains' | 'loses';
  readonly title: string;
  /** How many there are, also of those who are not named. */
  readonly count: number;
  readonly people: readonly Concerned[];
}

/** Whom something happens to, and what: the first by name, the others by number. */
export function AffectedPeople({ kind, title, count, people }: AffectedPeopleProps) {
  const { t } = useTexts();
  const synced = useSynced();
  if (count === 0) return null;
  const nameOf = (id: PrincipalId) =>
    (id === synced.me.id ? synced.me : synced.people[id])?.displayName ?? t('console.unseen');
  const named = people.slice(0, mostNamed);
  return (
    <section className={kind}>
      <h3>
        <strong>{title}</strong>
      </h3>
      <ul>
        {named.map(({ id, words, much = null }) => (
          <li key={id}>
            {much === null ? (
              <>
                <bdi>{nameOf(id)}</bdi> <span className="quiet">{words}</span>
              </>
            ) : (
              <details>
                <summary>
                  <bdi>{nameOf(id)}</bdi>: {much}
                </summary>
                <span className="quiet">{words}</span>
              </details>
            )}
          </li>
        ))}
      </ul>
      {count > named.length && named.length > 0 ? (
        <p className="quiet">{t('roles.affectedMore', { count: count - named.length })}</p>
      ) : null}
    </section>
  );
}
