/** What saving would do: what the chosen permissions bring, and who gains and loses what by it. */
import type { Permission } from '@wardroom/contract';
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
      {chosen.length === 0 && roleId === null ? (
        <p className="quiet">{t('roles.previewNothing')}</p>
      ) : (
        <Brought chosen={chosen} />
      )}
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
    </section>
  );
}

/** Known here at once; the server says the same when it saves. */
function Brought({ chosen }: { chosen: readonly Permission[] }) {
  const { t } = useTexts();
  const brought = [...cascadeOf(chosen)];
  if (brought.length === 0) return null;
  return (
    <section>
      <h3>{t('roles.brought', { count: brought.length })}</h3>
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
    </section>
  );
}

export function Change({ change: { gains, loses } }: { change: RoleChange }) {
  const { t } = useTexts();
  if (gains.length === 0 && loses.length === 0) return null;
  return (
    <div className="difference">
      {gains.length === 0 ? null : (
        <p className="gains">
          <strong>{t('roles.adds', { count: gains.length })}:</strong> <Titles permissions={gains} />
        </p>
      )}
      {loses.length === 0 ? null : (
        <p className="loses">
          <strong>{t('roles.removes', { count: loses.length })}:</strong> <Titles permissions={loses} />
        </p>
      )}
    </div>
  );
}

export function useTitles(): (permissions: readonly Permission[]) => string {
  const { t, locale } = useTexts();
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' });
  return (permissions) => list.format(permissions.map((one) => t(`roles.permission.${one}`)));
}

function Titles({ permissions }: { permissions: readonly Permission[] }) {
  return useTitles()(permissions);
}

export function Affected({ consequences: { changes, gaining, losing } }: { consequences: Consequences }) {
  const { t } = useTexts();
  if (gaining === 0 && losing === 0) return <p className="quiet">{t('roles.nobodyAffected')}</p>;
  const kinds = [
    ['gains', gaining, changes.filter(({ gains }) => gains.length > 0)],
    ['loses', losing, changes.filter(({ loses }) => loses.length > 0)],
  ] as const;
  return kinds.map(([kind, count, named]) =>
    count === 0 ? null : (
      <section key={kind} className={kind}>
        <h3>
          <strong>{t(kind === 'gains' ? 'roles.gaining' : 'roles.losing', { count })}</strong>
        </h3>
        <ul>
          {named.slice(0, mostNamed).map((one) => (
            <AffectedPerson key={one.principalId} id={one.principalId} permissions={one[kind]} />
          ))}
        </ul>
        {count > Math.min(mostNamed, named.length) && named.length > 0 ? (
          <p className="quiet">
            {t('roles.affectedMore', { count: count - Math.min(mostNamed, named.length) })}
          </p>
        ) : null}
      </section>
    ),
  );
}

interface AffectedProps {
  readonly id: Consequences['changes'][number]['principalId'];
  readonly permissions: readonly Permission[];
}

function AffectedPerson({ id, permissions }: AffectedProps) {
  const { t } = useTexts();
  const { people, me } = useSynced();
  const titles = useTitles()(permissions);
  const name = (id === me.id ? me : people[id])?.displayName ?? t('chat.somebody');
  return (
    <li>
      <bdi>{name}</bdi> <span className="quiet">{titles}</span>
    </li>
  );
}
