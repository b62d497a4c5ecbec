/** Parts of a decision as the log has it. */
import type { Operations, OutputOf, Permission } from '@wardroom/contract';
import { useTexts } from '../../i18n/use-texts.ts';
import { shortId } from '../../ui/id.tsx';
import type { Address } from '../address.ts';
import type { Names } from '../names.ts';
import { everyPermission } from '../permissions.ts';

export type Decision = OutputOf<Operations['decisions.list']>['decisions'][number];

export const isPermission = (name: string): name is Permission =>
  (everyPermission as readonly string[]).includes(name);

export function PermissionText({ name }: { name: string }) {
  const { t } = useTexts();
  return <span title={name}>{isPermission(name) ? t(`roles.permission.${name}`) : name}</span>;
}

/** Where it was, where that says more than “in the workspace”. */
export function PlaceText({ decision, names }: { decision: Decision; names: Names }) {
  const { resourceKind, resourceId } = decision;
  if (resourceId === null) return null;
  const channel = names.channel(resourceId) ?? names.partners(resourceId);
  const name = resourceKind === 'Channel' ? channel : names.person(resourceId);
  if (name !== null && resourceKind === 'Channel') return <bdi>#{name}</bdi>;
  return name === null ? (
    <span className="mono" title={resourceId}>
      {shortId(resourceId)}
    </span>
  ) : (
    <bdi>{name}</bdi>
  );
}

const askedAbout: Readonly<Record<string, string>> = {
  Channel: 'channel',
  Message: 'message',
  Principal: 'subject',
};

/** The same question to the explainer, as it is now. */
export function questionOf({
  principalId,
  permission,
  resourceKind,
  resourceId,
  address,
  at,
}: Decision): Address {
  const about = askedAbout[resourceKind];
  return {
    screen: 'explain',
    subject: null,
    filters: {
      ...{ principal: principalId, permission },
      ...(about === undefined || resourceId === null ? {} : { [about]: resourceId }),
      ...(address === null ? {} : { address }),
      at: new Date(at).toISOString(),
    },
  };
}
