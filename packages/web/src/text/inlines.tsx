/** What lines of text are made of, as React elements. */
import { Link } from '@tanstack/react-router';
import type { Inline, LinkInline } from '@wardroom/markdown';
import { Fragment, memo, type ReactNode } from 'react';
import { useGroups } from '../workspace/groups.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { CodeText, ControlMark } from './control-mark.tsx';
import { Gradual } from './gradual.tsx';

interface Mentioned {
  readonly title: string;
  readonly me: boolean;
  /** Shows who it is; null: it means everybody. */
  readonly open: (() => void) | null;
}

/** Whom a mention means: null when the handle names nobody. */
export type MentionTitle = (name: string) => Mentioned | null;

export interface TreeProps {
  readonly mention: MentionTitle;
}

export interface PieceProps<T> extends TreeProps {
  readonly piece: readonly T[];
}

/** How many are drawn at once. */
const inlinesAtOnce = 200;

const isBreak = ({ kind }: Inline) => kind === 'break';

/** A piece of many is a block of its own: the browser does not break the lines of all of them again for each. */
export function Inlines({ inlines, mention }: TreeProps & { readonly inlines: readonly Inline[] }) {
  return (
    <Gradual
      all={inlines}
      size={inlinesAtOnce}
      endsAt={isBreak}
      draw={(piece, alone) =>
        alone ? (
          <InlinePiece piece={piece} mention={mention} />
        ) : (
          <span className="text-piece">
            <InlinePiece piece={piece} mention={mention} />
          </span>
        )
      }
    />
  );
}

const InlinePiece = memo(({ piece, mention }: PieceProps<Inline>) =>
  piece.map((inline, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
    <Fragment key={index}>{inlineElement(inline, mention)}</Fragment>
  )),
);

function inlineElement(inline: Inline, mention: MentionTitle): ReactNode {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'break':
      return <br />;
    case 'code':
      return (
        <code>
          <CodeText text={inline.text} />
        </code>
      );
    case 'link':
      return <Address link={inline} mention={mention} />;
    case 'mention':
      return <Mention text={inline.text} found={mention(inline.name)} />;
    case 'channel':
      return <ChannelName name={inline.name} text={inline.text} />;
    case 'control':
      return <ControlMark name={inline.name} />;
    case 'strong':
      return (
        <strong>
          <Inlines inlines={inline.inlines} mention={mention} />
        </strong>
      );
    case 'strike':
      return (
        <del>
          <Inlines inlines={inline.inlines} mention={mention} />
        </del>
      );
    default:
      return (
        <em>
          <Inlines inlines={inline.inlines} mention={mention} />
        </em>
      );
  }
}

function Mention({ text, found }: { readonly text: string; readonly found: Mentioned | null }) {
  // A handle that is nobody's may be that of a group.
  useGroups(found === null || found.open === null);
  if (found === null) return text;
  const { title, me, open } = found;
  const className = me ? 'mention mention-me' : 'mention';
  return open === null ? (
    <span className={className} title={title}>
      {text}
    </span>
  ) : (
    <button type="button" className={className} title={title} aria-haspopup="dialog" onClick={open}>
      {text}
    </button>
  );
}

/** Where a link leads is never a secret: a text that says something else has the true host beside it. */
function Address({ link, mention }: TreeProps & { readonly link: LinkInline }) {
  return (
    <>
      <a href={link.href} target="_blank" rel="noopener noreferrer nofollow">
        <bdi>
          <Inlines inlines={link.inlines} mention={mention} />
        </bdi>
      </a>
      {link.warning === null ? null : (
        <bdi className="link-host" dir="ltr">
          {' '}
          ({link.warning})
        </bdi>
      )}
    </>
  );
}

/** A channel of one's own list is a link; other names stay words, so that nothing tells whether they exist. */
function ChannelName({ name, text }: { readonly name: string; readonly text: string }) {
  const { channels } = useSynced();
  const channel = Object.values(channels).find((known) => known.name === name);
  if (channel === undefined) return text;
  return (
    <Link to="/c/$channelId" params={{ channelId: channel.id }} className="mention">
      {text}
    </Link>
  );
}
