/**
 * Who sees whom, as far as rights decide it: the one rule, for lists and look-ups in the database and for what is
 * delivered over sockets. Whoever sees not everybody sees themselves, the bots they answer for, and whoever they meet by
 * one of these ways. What must never happen: a way that rights do not open is left open by a setting.
 */
import type { Rights } from './rights.ts';

/** A channel that both are in, or a department that both are in. */
export const meetingWays = ['channel', 'department'] as const;
export type MeetingWay = (typeof meetingWays)[number];

export interface PeopleSight {
  readonly seesEverybody: boolean;
  readonly through: readonly MeetingWay[];
}

const everybody: PeopleSight = Object.freeze({ seesEverybody: true, through: Object.freeze([]) });
const through = (...ways: MeetingWay[]): PeopleSight =>
  Object.freeze({ seesEverybody: false, through: Object.freeze(ways) });
const [inChannels, inDepartments, inBoth, alone] = [
  through('channel'),
  through('department'),
  through(...meetingWays),
  through(),
];

/** Who may not browse meets others in channels alone; who may sees everybody, unless departments keep people apart. */
export function peopleSight(rights: Rights, segmented: boolean): PeopleSight {
  const browses = rights.has('channel.browse');
  if (browses && (!segmented || rights.has('people.read_across'))) return everybody;
  const reads = rights.has('channel.read');
  if (browses) return reads ? inBoth : inDepartments;
  return reads ? inChannels : alone;
}
