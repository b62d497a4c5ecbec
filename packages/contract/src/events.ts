/**
 * Events as clients receive them: past tense, hydrated for one viewer. What the tenant log stores are
 * references only (see the server's event log); content is read when the event is delivered, so redaction
 * reaches everything. Folding events into a snapshot gives exactly the snapshot a fresh client would get.
 */
import type { ChannelId, PrincipalId } from './ids.ts';
import type {
  BreakGlassView,
  Channel,
  Member,
  Message,
  OwnChannel,
  Person,
  Preferences,
  TenantView,
} from './shapes.ts';

export type Event =
  | { readonly type: 'message.sent' | 'message.edited' | 'message.redacted'; readonly message: Message }
  /** Reactions or the pin changed: `marksRevision` says which of two forms is newer. */
  | { readonly type: 'message.marked'; readonly message: Message }
  /** The channel and everything in it is gone. */
  | {
      readonly type: 'channel.deleted';
      readonly channelId: ChannelId;
      /** Only for those who do not see everybody: people who are no longer visible. */
      readonly peopleHidden?: readonly PrincipalId[];
    }
  /** Only for their owner. */
  | {
      readonly type: 'preferences.updated';
      readonly preferences: Preferences;
      readonly revision: number;
    }
  | {
      readonly type: 'channel.created' | 'channel.updated' | 'channel.archived' | 'channel.restored';
      readonly channel: Channel;
    }
  | {
      readonly type: 'channel.member_added';
      readonly channelId: ChannelId;
      readonly member: Member;
      /** Only for the person who was added: the channel as it now appears in their own list. */
      readonly channel?: OwnChannel;
      /** Only for those who do not see everybody: people who become visible by this. */
      readonly peopleShown?: readonly Person[];
    }
  | {
      readonly type: 'channel.member_removed';
      readonly channelId: ChannelId;
      readonly principalId: PrincipalId;
      /** Only for those who do not see everybody: people who are no longer visible. */
      readonly peopleHidden?: readonly PrincipalId[];
    }
  | { readonly type: 'channel.member_role_changed'; readonly channelId: ChannelId; readonly member: Member }
  | {
      readonly type: 'channel.read';
      readonly channelId: ChannelId;
      readonly membership: OwnChannel['membership'];
      /** channel_seq up to which `membership` counts: messages up to here are in it already. */
      readonly lastSeq: number;
    }
  | {
      readonly type:
        | 'principal.created'
        | 'principal.updated'
        | 'principal.suspended'
        | 'principal.reactivated'
        | 'role.assigned';
      readonly person: Person;
      /** Only for the person whose role it is. */
      readonly permissions?: readonly string[];
    }
  | {
      readonly type: 'rights.changed';
      /** Only for those whose rights are others now. Whoever sees roles reads them anew. */
      readonly permissions?: readonly string[];
    }
  /** Groups are to be read anew by whoever shows them. */
  | { readonly type: 'group.changed' }
  /** Only for those who see somebody whom they did not, or no longer. Whoever sees many others starts from a new snapshot. */
  | {
      readonly type: 'sight.changed';
      readonly peopleShown?: readonly Person[];
      readonly peopleHidden?: readonly PrincipalId[];
    }
  /** Policies are to be read anew by whoever shows them. */
  | { readonly type: 'policy.changed' }
  | { readonly type: 'tenant.updated'; readonly tenant: TenantView }
  /** Only for those who see the console. As it is now: one that has been closed since says so. */
  | { readonly type: 'break_glass.opened' | 'break_glass.closed'; readonly breakGlass: BreakGlassView };

/** Types in the tenant log. The last four never reach a client: they close sockets. */
export const eventTypes = [
  'message.sent',
  'message.edited',
  'message.redacted',
  'message.marked',
  'channel.created',
  'channel.updated',
  'channel.archived',
  'channel.restored',
  'channel.member_added',
  'channel.member_removed',
  'channel.member_role_changed',
  'channel.read',
  'channel.deleted',
  'principal.created',
  'principal.updated',
  'principal.suspended',
  'principal.reactivated',
  'role.assigned',
  'rights.changed',
  'group.changed',
  'sight.changed',
  'policy.changed',
  'preferences.updated',
  'tenant.updated',
  'break_glass.opened',
  'break_glass.closed',
  'session.revoked',
  'credential.revoked',
  'token.revoked',
  'tenant.suspended',
] as const;
export type EventType = (typeof eventTypes)[number];
