/**
 * Reply annotations → threads.
 *
 * `A B -` says that lines A and B belong together as message and reply. Whatever hangs together by such links, in
 * either direction and through cycles, is one conversation. Wardroom threads have one level, so the earliest message
 * of a conversation is the root and all others are its replies. A conversation of more than `maxReplies` replies goes on
 * in a new thread, whose root is the next message: people in the channel see that it continues, and no thread is endless.
 */

/** Replies that one thread takes before the conversation starts the next one. */
export const maxReplies = 200;

export interface ReplyLink {
  readonly earlier: number;
  readonly later: number;
}

export interface LinkTally {
  /** Links between two different lines. */
  links: number;
  /** `A A -`: starts a conversation, links nothing. */
  starts: number;
  /** Links with an end that was not imported (a notice, an empty or missing line); they still hold a conversation together. */
  throughSkipped: number;
  /** Lines of the annotation file that are not links. */
  malformed: number;
  threads: number;
  replies: number;
  /** Threads begun because the one before was full. */
  continued: number;
}

export function emptyLinkTally(): LinkTally {
  return { links: 0, starts: 0, throughSkipped: 0, malformed: 0, threads: 0, replies: 0, continued: 0 };
}

const annotation = /^\s*(\d{1,15})\s+(\d{1,15})(?:\s+-)?\s*$/;

/** @returns null where the line is no link */
export function parseLink(line: string): ReplyLink | null {
  const match = annotation.exec(line);
  if (!match) return null;
  const [a, b] = [Number(match[1]), Number(match[2])];
  return { earlier: Math.min(a, b), later: Math.max(a, b) };
}

/**
 * @param isMessage whether a line, counted from 0, is imported as a message
 * @returns for each reply its root; roots and unlinked messages are absent
 */
export function linkReplies(
  links: readonly ReplyLink[],
  isMessage: (line: number) => boolean,
  tally: LinkTally,
): ReadonlyMap<number, number> {
  const conversations = new Conversations();
  for (const { earlier, later } of links) {
    if (earlier === later) {
      tally.starts += 1;
      continue;
    }
    tally.links += 1;
    if (!isMessage(earlier) || !isMessage(later)) tally.throughSkipped += 1;
    conversations.join(earlier, later);
  }
  return threadsOf(conversations, isMessage, tally);
}

function threadsOf(
  conversations: Conversations,
  isMessage: (line: number) => boolean,
  tally: LinkTally,
): Map<number, number> {
  const roots = new Map<number, number>();
  const open = new Map<number, { root: number; replies: number }>();
  for (const line of conversations.lines()) {
    if (!isMessage(line)) continue;
    const conversation = conversations.of(line);
    const thread = open.get(conversation);
    if (!thread || thread.replies === maxReplies) {
      if (thread) tally.continued += 1;
      open.set(conversation, { root: line, replies: 0 });
      continue;
    }
    if (thread.replies === 0) tally.threads += 1;
    thread.replies += 1;
    tally.replies += 1;
    roots.set(line, thread.root);
  }
  return roots;
}

/** Disjoint sets of lines, each named by its smallest line. */
class Conversations {
  readonly #parent = new Map<number, number>();

  of(line: number): number {
    let root = line;
    for (let up = this.#parent.get(root); up !== undefined && up !== root; up = this.#parent.get(root))
      root = up;
    for (let at = line; at !== root; ) {
      const up = this.#parent.get(at) ?? root;
      this.#parent.set(at, root);
      at = up;
    }
    return root;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.of(a), this.of(b)];
    this.#parent.set(first, Math.min(first, second));
    this.#parent.set(second, Math.min(first, second));
  }

  /** In log order, so that a root always comes before its replies. */
  lines(): number[] {
    return [...this.#parent.keys()].sort((a, b) => a - b);
  }
}
