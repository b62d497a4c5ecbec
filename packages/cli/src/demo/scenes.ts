/** What happens in a demonstration after the imported conversations: the same in every run. */
import type { SampleCompany } from '../import/irc/index.ts';

/** Emoji → handles of those who put it there, in this order. */
export type Marks = Readonly<Record<string, readonly string[]>>;

export interface Line {
  readonly by: string;
  readonly text: string;
  /** Name under which later lines of the scene reply to this one. */
  readonly root?: string;
  /** The line that this one replies to. */
  readonly inThread?: string;
  readonly reactions?: Marks;
  readonly pinnedBy?: string;
}

export interface Scene {
  /** The name of a channel, or the handles of everybody in a direct or group message. */
  readonly place: string | readonly string[];
  readonly lines: readonly Line[];
}

/** A message that is there already, found by how it begins. */
export interface Highlight {
  readonly channel: string;
  readonly begins: string;
  readonly reactions?: Marks;
  readonly pinnedBy?: string;
}

export interface DemoLife {
  readonly titles: Readonly<Record<string, string>>;
  readonly scenes: readonly Scene[];
  readonly highlights: readonly Highlight[];
  /** Of the owner: titles of sections with names of channels. */
  readonly sections: Readonly<Record<string, readonly string[]>>;
  readonly favourites: readonly string[];
}

const acme: DemoLife = {
  titles: {
    priya: 'Head of Operations',
    tom: 'Infrastructure',
    lena: 'Identity and access',
    marcus: 'Floor lead',
    yuki: 'Support, team two',
    noor: 'Northbeam Consulting',
  },
  highlights: [
    {
      channel: 'chat-rollout',
      begins: 'Morning. Today we move',
      pinnedBy: 'priya',
      reactions: { '🚀': ['tom', 'yuki'] },
    },
    { channel: 'chat-rollout', begins: 'That restore is', reactions: { '😌': ['lena', 'tom'] } },
    {
      channel: 'chat-rollout',
      begins: 'Good one to answer in writing',
      pinnedBy: 'tom',
      reactions: { '👍': ['marcus', 'yuki', 'lena'], '🙏': ['marcus'] },
    },
  ],
  scenes: [
    {
      place: 'general',
      lines: [
        {
          by: 'priya',
          text: 'Welcome, everybody. **Three habits** keep this place calm:\n\n1. Answer in the thread, not below it.\n2. `@all` is for things that cannot wait.\n3. Nobody is expected to answer in the evening.',
          pinnedBy: 'priya',
          reactions: { '👍': ['tom', 'lena', 'yuki'], '🎉': ['marcus', 'yuki'] },
        },
        {
          by: 'yuki',
          text: 'Numbers of the night shift:\n\n| team | conversations | median answer |\n| --- | ---: | ---: |\n| one | 214 | 1 m 40 s |\n| two | 187 | 1 m 12 s |',
          reactions: { '👏': ['priya', 'marcus'] },
        },
        {
          by: 'marcus',
          root: 'tablets',
          text: 'The packing hall asks whether the tablets stay signed in overnight.',
        },
        {
          by: 'tom',
          inThread: 'tablets',
          text: 'Yes. A device is asked again after seven days without use, and after thirty in any case.',
        },
        {
          by: 'marcus',
          inThread: 'tablets',
          text: 'Good, that is what I told them.',
          reactions: { '🙂': ['tom'] },
        },
        {
          by: 'lena',
          text: 'Recovery drill on Thursday at 10:00. Ten minutes, nobody has to prepare anything.',
          reactions: { '✅': ['yuki', 'tom', 'marcus'], '👀': ['priya'] },
        },
      ],
    },
    {
      place: 'chat-rollout',
      lines: [
        {
          by: 'noor',
          text: 'Thank you for letting me in. I see this channel and the people in it, nothing else. That is as it should be.',
          reactions: { '👋': ['priya', 'tom', 'lena'] },
        },
      ],
    },
    {
      place: ['priya', 'tom'],
      lines: [
        { by: 'tom', text: 'Do you have five minutes before the call with Northbeam?' },
        { by: 'priya', text: 'Yes, 14:30. Anything I should read first?' },
        {
          by: 'tom',
          text: 'The protocol of the restore. Two pages, and the second one is a table.',
          reactions: { '👍': ['priya'] },
        },
      ],
    },
    {
      place: ['priya', 'lena', 'marcus'],
      lines: [
        { by: 'lena', text: 'For the walk tomorrow: I take hall two, Marcus hall three?' },
        { by: 'marcus', text: 'Works for me. I bring the spare tablet.' },
        {
          by: 'priya',
          text: 'Thank you both. I join you at nine.',
          reactions: { '❤️': ['lena', 'marcus'] },
        },
      ],
    },
  ],
  sections: { Rollout: ['chat-rollout', 'leads'], Watching: ['incidents'] },
  favourites: ['general'],
};

const globex: DemoLife = {
  titles: {
    ines: 'Managing director',
    dario: 'Release manager',
    wanjiru: 'Backend',
    oskar: 'Design',
    emil: 'Kestrel Partners',
  },
  highlights: [],
  scenes: [
    {
      place: 'general',
      lines: [
        {
          by: 'ines',
          text: 'The new workspace is open. What was said before is in #release-planning.',
          pinnedBy: 'ines',
          reactions: { '🎉': ['dario', 'wanjiru', 'oskar'] },
        },
        {
          by: 'oskar',
          root: 'icons',
          text: 'New icons are in the shared folder. Opinions welcome, in the thread.',
        },
        { by: 'wanjiru', inThread: 'icons', text: 'The bell reads well at 16 pixels now.' },
        { by: 'dario', inThread: 'icons', text: 'Agreed. The gear is still a little heavy.' },
      ],
    },
    {
      place: ['ines', 'dario'],
      lines: [
        { by: 'dario', text: 'Release notes are ready when you are.' },
        { by: 'ines', text: 'Reading them now.', reactions: { '🙏': ['dario'] } },
      ],
    },
  ],
  sections: { Release: ['release-planning', 'leads'] },
  favourites: ['general'],
};

export const demoLife: Readonly<Record<SampleCompany, DemoLife>> = { acme, globex };
