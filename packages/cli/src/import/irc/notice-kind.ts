/** What a server said in a log, as opposed to a person. Notices are never imported, only counted by kind. */
export type NoticeKind =
  | 'join'
  | 'leave'
  | 'quit'
  | 'nick'
  | 'topic'
  | 'mode'
  | 'kick'
  | 'netsplit'
  | 'broadcast'
  | 'other';

/** The wording is that of common loggers; a channel name or host is demanded where people say the same words themselves. */
const wordings: readonly (readonly [NoticeKind, RegExp])[] = [
  ['join', /\bhas joined [#&+!]|^Joins?: /i],
  ['leave', /\bhas left [#&+!]|^Parts?: /i],
  ['quit', /^\S+ [[(][^\])]*@[^\])]*[\])]\s+(?:has )?quit\b|^\S+ has quit\b|^(?:Quits?|Signoff): /i],
  ['nick', /^\S+ is now known as \S+\s*$|^\S+ are now known as/i],
  [
    'topic',
    /^Topic (?:for |\(#)|^\S+ (?:\S+ )?(?:has )?(?:changed|sets?) the topic\b|^\.*\[?topic\/|^Topic .*set by/i,
  ],
  ['mode', /^(?:Server)?mode\/|^\S+ sets? mode:?\s/i],
  ['kick', /^\S+ (?:\[[^\]]*\] )?was kicked (?:off|from|by)\b|^\S+ kicked \S+ from [#&]/i],
  ['netsplit', /^(?:netjoined|netsplit):?\s|^Netsplit\b/i],
];

/** @param text the line behind its mark (`===`, `***`, `-!-`) */
export function noticeKind(text: string): NoticeKind {
  const found = wordings.find(([, wording]) => wording.test(text));
  return found ? found[0] : 'other';
}
