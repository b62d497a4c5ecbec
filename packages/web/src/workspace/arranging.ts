/** How a person arranges their sidebar: pure changes, each made on whatever the newest arrangement is. */
import type { ChannelId, Preferences } from '@wardroom/contract';

export type Change = (now: Preferences) => Preferences;
type Section = Preferences['sections'][number];

const noPreferences: Preferences = { sections: [], favourites: [], muted: [], collapsed: [] };

const shown = new WeakMap<
  Preferences,
  { readonly changes: readonly Change[]; readonly after: Preferences }
>();

/** The same object for the same input, so that it can be selected. */
export function shownOf(kept: Preferences | undefined, changes: readonly Change[]): Preferences {
  const start = kept ?? noPreferences;
  if (changes.length === 0) return start;
  const known = shown.get(start);
  if (known?.changes === changes) return known.after;
  const after = changes.reduce((now, change) => change(now), start);
  shown.set(start, { changes, after });
  return after;
}

const toggled = <T>(list: readonly T[], one: T, present: boolean): T[] => {
  const rest = list.filter((other) => other !== one);
  return present ? [...rest, one] : rest;
};

/** Limits of the contract: what does not fit is not kept, so that the rest is. */
const most = { favourites: 200, muted: 1000, collapsed: 64, sections: 30, channels: 500, title: 40 } as const;

export const favour =
  (channelId: ChannelId, present: boolean): Change =>
  (now) => ({ ...now, favourites: toggled(now.favourites, channelId, present).slice(-most.favourites) });

export const mute =
  (channelId: ChannelId, present: boolean): Change =>
  (now) => ({ ...now, muted: toggled(now.muted, channelId, present).slice(-most.muted) });

/** @param section id of an own section, or name of a built-in one */
export const collapse =
  (section: string, present: boolean): Change =>
  (now) => ({ ...now, collapsed: toggled(now.collapsed, section, present).slice(-most.collapsed) });

/** One line of at most 40 characters; null when nothing is left. */
export function sectionTitle(typed: string): string | null {
  const title = [...typed.replaceAll(/\s+/g, ' ').trim()].slice(0, most.title).join('').trim();
  return title === '' ? null : title;
}

export const addSection =
  (section: { readonly id: string; readonly title: string }, channelIds: readonly ChannelId[] = []): Change =>
  (now) => {
    if (now.sections.length >= most.sections || now.sections.some(({ id }) => id === section.id)) return now;
    const rest = now.sections.map((known) => taken(known, channelIds));
    return { ...now, sections: [...rest, { ...section, channelIds: [...channelIds] }] };
  };

const taken = (section: Section, channelIds: readonly ChannelId[]): Section =>
  section.channelIds.some((id) => channelIds.includes(id))
    ? { ...section, channelIds: section.channelIds.filter((id) => !channelIds.includes(id)) }
    : section;

export const renameSection =
  (sectionId: string, title: string): Change =>
  (now) => ({
    ...now,
    sections: now.sections.map((section) => (section.id === sectionId ? { ...section, title } : section)),
  });

/** To a place among the own sections, counted from 0: made twice, it is made once. */
export const placeSection =
  (sectionId: string, at: number): Change =>
  (now) => {
    const section = now.sections.find(({ id }) => id === sectionId);
    if (section === undefined || at < 0 || at >= now.sections.length) return now;
    const rest = now.sections.filter(({ id }) => id !== sectionId);
    return { ...now, sections: rest.toSpliced(at, 0, section) };
  };

/** Its channels go back to where they are without sections. */
export const removeSection =
  (sectionId: string): Change =>
  (now) => ({
    ...now,
    sections: now.sections.filter(({ id }) => id !== sectionId),
    collapsed: now.collapsed.filter((name) => name !== sectionId),
  });

/** Undoes {@link removeSection}: at its place, with those of its channels that are in no other section now. */
export const restoreSection =
  (section: Section, at: number): Change =>
  (now) => {
    if (now.sections.some(({ id }) => id === section.id)) return now;
    const elsewhere = new Set(now.sections.flatMap(({ channelIds }) => channelIds));
    const back = { ...section, channelIds: section.channelIds.filter((id) => !elsewhere.has(id)) };
    return { ...now, sections: now.sections.toSpliced(at, 0, back) };
  };

/** @param sectionId null: out of every own section */
export const moveChannel =
  (channelId: ChannelId, sectionId: string | null): Change =>
  (now) => ({
    ...now,
    sections: now.sections.map((section) => {
      const rest = taken(section, [channelId]);
      return section.id === sectionId && rest.channelIds.length < most.channels
        ? { ...rest, channelIds: [...rest.channelIds, channelId] }
        : rest;
    }),
  });
