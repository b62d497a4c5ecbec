/** What a decision is made on, as it was found: the part that roles decide by, and what policies know of it. */
import type { Uuid } from '@wardroom/contract';
import type { Resource } from '@wardroom/policy';
import type { Authority } from './authority/worth.ts';

export interface ResourceFacts {
  readonly id: Uuid | null;
  readonly facts: Resource;
  /** Of a message: where it is. Without it a message is inside no channel, and out of reach for whoever is held to one. */
  readonly channelId?: Uuid;
  /** What policies know of a channel, or of that of a message. */
  readonly channel?: ChannelFacts;
  /** What policies know of a principal. */
  readonly principal?: PrincipalFacts;
}

export interface ChannelFacts {
  readonly classification: string;
  readonly labels: readonly string[];
  /** The group that it mirrors, with those above. */
  readonly groups: readonly Uuid[];
  readonly archived: boolean;
}

export interface PrincipalFacts {
  readonly actorType: Authority['actorType'];
  readonly roles: readonly string[];
  readonly groups: readonly Uuid[];
}
