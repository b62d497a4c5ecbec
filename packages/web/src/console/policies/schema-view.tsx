/** What a policy can name: shown beside it, asked for when it is opened. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTexts } from '../../i18n/use-texts.ts';
import { Notice } from '../../ui/parts.tsx';
import { failureOf } from '../../workspace/problem.ts';
import { useWorkspace } from '../../workspace/use-workspace.ts';
import { Skeleton } from '../pages.tsx';
import { areaNames, areas } from '../permissions.ts';
import { CedarText } from './cedar-text.tsx';

export function SchemaView() {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <aside className="policy-schema" aria-label={t('policies.schema')}>
      <h2>{t('policies.schema')}</h2>
      <Attributes />
      <details>
        <summary>{t('policies.schemaActions')}</summary>
        <dl>
          {areaNames.map((area) => (
            <div key={area}>
              <dt>{t(`roles.area.${area}`)}</dt>
              {areas[area].map((permission) => (
                <dd key={permission}>
                  <code>{permission}</code>{' '}
                  <span className="quiet">{t(`roles.permission.${permission}`)}</span>
                </dd>
              ))}
            </div>
          ))}
        </dl>
      </details>
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>{t('policies.schemaWhole')}</summary>
        {open ? <Whole /> : null}
      </details>
    </aside>
  );
}

const attributes = {
  principal: ['kind', 'role', 'roles', 'groups'],
  channel: ['kind', 'classification', 'labels', 'groups', 'archived'],
  message: ['own', 'channel'],
  context: [
    'address',
    'addressKnown',
    'time.hour',
    'time.minute',
    'time.weekday',
    'time.date',
    'device',
    'mfaAgeMinutes',
    'authenticationAgeMinutes',
    'authentication',
    'credential',
    'scopes',
    'agent',
    'delegated',
    'delegationDepth',
    'region',
    'operation',
  ],
} as const;

function Attributes() {
  const { t } = useTexts();
  return (
    <dl>
      {(['principal', 'channel', 'message', 'context'] as const).map((of) => (
        <div key={of}>
          <dt>{t(`policies.schemaOf.${of}`)}</dt>
          <dd>
            {attributes[of].map((name) => (
              <code key={name}>{name}</code>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Whole() {
  const { t } = useTexts();
  const { call } = useWorkspace();
  const { data, error } = useQuery({
    queryKey: ['policies', 'schema'],
    queryFn: () => call('policies.schema', {}),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error !== null) return <Notice failure={failureOf(error)} />;
  if (data === undefined) return <Skeleton />;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className="policy-schema-whole" tabIndex={0} aria-label={t('policies.schemaWhole')}>
      <pre>
        <CedarText text={data.schema} />
      </pre>
    </section>
  );
}
