/** The tree of a message as React elements. No HTML text, no attribute from the message but a parsed address. */
import { Link } from '@tanstack/react-router';
import type { Block, Inline, LinkInline, ListItem } from '@wardroom/markdown';
import { Fragment, memo, type ReactNode, useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { CodeBlock } from './code-block.tsx';
import { CodeText, ControlMark } from './control-mark.tsx';
import { firstPart } from './first-part.ts';
import { Gradual, GraduallyContext } from './gradual.tsx';
import { isLong, onlyEmoji } from './measure.ts';
import { parsed } from './parsed.ts';

interface Mentioned {
  readonly title: string;
  readonly me: boolean;
  /** Shows who it is; null: it means everybody. */
  readonly open: (() => void) | null;
}

/** Whom a mention means: null when the handle names nobody. */
export type MentionTitle = (name: string) => Mentioned | null;

interface FormattedProps {
  readonly text: string;
  readonly mention: MentionTitle;
}

export const Formatted = memo(function Formatted({ text, mention }: FormattedProps) {
  const all = useMemo(() => parsed(text), [text]);
  const long = isLong(text);
  const [open, setOpen] = useState(false);
  const folded = long && !open;
  const blocks = useMemo(() => (folded ? firstPart(all) : all), [all, folded]);
  const { t } = useTexts();
  return (
    <div className={onlyEmoji(text) ? 'text text-emoji' : 'text'}>
      {/* Made anew when it is unfolded: what is put into a paragraph whose direction the browser finds costs with every
          piece as much as all that is there. */}
      <div key={String(folded)} className={folded ? 'text-folded' : undefined}>
        <GraduallyContext value={long && !folded}>
          <Blocks blocks={blocks} mention={mention} />
        </GraduallyContext>
      </div>
      {folded ? (
        <button
          type="button"
          className="link text-more"
          onClick={(event) => {
            event.currentTarget.closest('article')?.focus({ preventScroll: true });
            setOpen(true);
          }}
        >
          {t('text.showAll')}
        </button>
      ) : null}
    </div>
  );
});

/** How many are drawn at once. A block, an item, a row is more than a word. */
const blocksAtOnce = 40;
const inlinesAtOnce = 200;

interface TreeProps {
  readonly mention: MentionTitle;
}

function Blocks({ blocks, mention }: TreeProps & { readonly blocks: readonly Block[] }) {
  return (
    <Gradual
      all={blocks}
      size={blocksAtOnce}
      draw={(piece) => <BlockPiece piece={piece} mention={mention} />}
    />
  );
}

interface PieceProps<T> extends TreeProps {
  readonly piece: readonly T[];
}

const BlockPiece = memo(({ piece, mention }: PieceProps<Block>) =>
  piece.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
    <Fragment key={index}>{blockElement(block, mention)}</Fragment>
  )),
);

function blockElement(block: Block, mention: MentionTitle): ReactNode {
  switch (block.kind) {
    case 'paragraph':
      return (
        <p dir="auto">
          <Inlines inlines={block.inlines} mention={mention} />
        </p>
      );
    case 'heading':
      // The page has its own headings; in a message a heading is large text.
      return (
        <p dir="auto" className={`text-heading text-heading-${Math.min(block.level, 3)}`}>
          <Inlines inlines={block.inlines} mention={mention} />
        </p>
      );
    case 'code':
      return <CodeBlock language={block.language} text={block.text} />;
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.blocks} mention={mention} />
        </blockquote>
      );
    case 'list':
      return block.start === null ? (
        <ul>
          <Items items={block.items} mention={mention} />
        </ul>
      ) : (
        <ol start={block.start}>
          <Items items={block.items} mention={mention} />
        </ol>
      );
    case 'table':
      return <Table table={block} mention={mention} />;
    default:
      return <hr />;
  }
}

function Items({ items, mention }: TreeProps & { readonly items: readonly ListItem[] }) {
  return (
    <Gradual
      all={items}
      size={blocksAtOnce}
      draw={(piece) => <ItemPiece piece={piece} mention={mention} />}
    />
  );
}

const ItemPiece = memo(({ piece, mention }: PieceProps<ListItem>) =>
  piece.map(({ done, blocks }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
    <li key={index} className={done === null ? undefined : 'task'}>
      {done === null ? null : <Task done={done} />}
      <Blocks blocks={blocks} mention={mention} />
    </li>
  )),
);

function Task({ done }: { readonly done: boolean }) {
  const { t } = useTexts();
  return (
    <span className="task-box" role="img" aria-label={done ? t('text.done') : t('text.toDo')}>
      {done ? '☑' : '☐'}
    </span>
  );
}

type TableBlock = Extract<Block, { kind: 'table' }>;
type Cells = TableBlock['head'];

const lookOf = (aligns: TableBlock['aligns'], column: number) => `cell-${aligns[column] ?? 'left'}`;

function Table({ table, mention }: TreeProps & { readonly table: TableBlock }) {
  const { aligns } = table;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls; the keyboard must reach it.
    <div className="table-place" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.head.map((inlines, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
              <th key={column} className={lookOf(aligns, column)}>
                <Inlines inlines={inlines} mention={mention} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gradual
            all={table.rows}
            size={blocksAtOnce}
            draw={(piece) => <RowPiece piece={piece} aligns={aligns} mention={mention} />}
          />
        </tbody>
      </table>
    </div>
  );
}

const RowPiece = memo(
  ({ piece, aligns, mention }: PieceProps<Cells> & { readonly aligns: TableBlock['aligns'] }) =>
    piece.map((row, line) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
      <tr key={line}>
        {row.map((inlines, column) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
          <td key={column} className={lookOf(aligns, column)}>
            <Inlines inlines={inlines} mention={mention} />
          </td>
        ))}
      </tr>
    )),
);

const isBreak = ({ kind }: Inline) => kind === 'break';

/** A piece of many is a block of its own: the browser does not break the lines of all of them again for each. */
function Inlines({ inlines, mention }: TreeProps & { readonly inlines: readonly Inline[] }) {
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
