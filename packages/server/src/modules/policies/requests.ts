/** Requests that people write down, in tests and to try policies out, as policies see them. */
import type { PolicySet } from '@wardroom/contract';
import { actionSchema, type PartialRequest, type PolicyTest } from '@wardroom/policy/attributes';
import { type SettingsRow, timeIn } from '../../kernel/policies/index.ts';

type WrittenTest = PolicySet['tests'][number];
export type WrittenRequest = WrittenTest['request'];
type Place = Pick<SettingsRow, 'time_zone' | 'region'>;

export const toTests = (tests: readonly WrittenTest[], place: Place): PolicyTest[] =>
  tests.map(({ title, request, expect }) => ({ title, expect, request: toRequest(request, place) }));

/** A moment is read in the time zone of the tenant; without one it is an ordinary noon. */
export function toRequest(
  { permission, principal, resource, context }: WrittenRequest,
  { time_zone: timeZone, region }: Place,
): PartialRequest {
  const { at, address, delegationDepth, ...rest } = context ?? {};
  return {
    permission,
    principal: present(principal ?? {}),
    ...(resource === undefined ? {} : { resource: toResource(permission, resource) }),
    context: {
      ...present(rest),
      region,
      ...(at === undefined ? {} : { time: timeIn(timeZone, at) }),
      ...(address === undefined ? {} : { address: address === '' ? null : address }),
      ...(delegationDepth === undefined ? {} : { delegationDepth, delegated: delegationDepth > 0 }),
    },
  };
}

function toResource(
  permission: WrittenRequest['permission'],
  { kind, own, channelKind, ...rest }: NonNullable<WrittenRequest['resource']>,
): NonNullable<PartialRequest['resource']> {
  const type = kind ?? actionSchema().find((action) => action.permission === permission)?.resources[0];
  const channel = present({ ...rest, kind: channelKind });
  if (type === 'Channel') return { type, ...channel };
  if (type === 'Message') return { type, ...present({ own }), channel };
  if (type === 'Principal') return { type, ...present({ groups: rest.groups }) };
  return { type: 'Workspace' };
}

type Present<T> = { [key in keyof T]?: Exclude<T[key], undefined> };

/** Without what is not said. */
const present = <T extends object>(given: T): Present<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>;
