/** The tree of a message as React elements. No HTML text, no attribute from the message but a parsed address. */
import { Link } from '@tanstack/react-router';
import { type Block, type Inline, type LinkInline, type ListItem, parse } from '@wardroom/markdown';
import { Fragment, memo, type ReactNode, useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { useSynced } from '../workspace/use-workspace.ts';
import { CodeBlock } from './code-block.tsx';
import { CodeText, ControlMark } from './control-mark.tsx';
import { firstPart } from './first-part.ts';
import { isLong, onlyEmoji } from './measure.ts';

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
  /** Shown whole from the start, however long. */
  readonly whole?: boolean;
}

export const Formatted = memo(function Formatted({ text, mention, whole = false }: FormattedProps) {
  const all = useMemo(() => parse(text), [text]);
  const [open, setOpen] = useState(whole || !isLong(text));
  const blocks = useMemo(() => (open ? all : firstPart(all)), [all, open]);
  const { t } = useTexts();
  return (
    <div className={onlyEmoji(text) ? 'text text-emoji' : 'text'}>
      <div className={open ? undefined : 'text-folded'}>
        <Blocks blocks={blocks} mention={mention} />
      </div>
      {open ? null : (
        <button type="button" className="link text-more" onClick={() => setOpen(true)}>
          {t('text.showAll')}
        </button>
      )}
    </div>
  );
});

interface TreeProps {
  readonly mention: MentionTitle;
}

function Blocks({ blocks, mention }: TreeProps & { readonly blocks: readonly Block[] }) {
  return blocks.map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
    <Fragment key={index}>{blockElement(block, mention)}</Fragment>
  ));
}

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
        <ul>{itemElements(block.items, mention)}</ul>
      ) : (
        <ol start={block.start}>{itemElements(block.items, mention)}</ol>
      );
    case 'table':
      return <Table table={block} mention={mention} />;
    default:
      return <hr />;
  }
}

const itemElements = (items: readonly ListItem[], mention: MentionTitle) =>
  items.map(({ done, blocks }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
    <li key={index} className={done === null ? undefined : 'task'}>
      {done === null ? null : <Task done={done} />}
      <Blocks blocks={blocks} mention={mention} />
    </li>
  ));

function Task({ done }: { readonly done: boolean }) {
  const { t } = useTexts();
  return (
    <span className="task-box" role="img" aria-label={done ? t('text.done') : t('text.toDo')}>
      {done ? '☑' : '☐'}
    </span>
  );
}

function Table({ table, mention }: TreeProps & { readonly table: Extract<Block, { kind: 'table' }> }) {
  const cell = (inlines: readonly Inline[]) => <Inlines inlines={inlines} mention={mention} />;
  const look = (column: number) => `cell-${table.aligns[column] ?? 'left'}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls; the keyboard must reach it.
    <div className="table-place" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {table.head.map((inlines, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
              <th key={column} className={look(column)}>
                {cell(inlines)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name.
            <tr key={line}>
              {row.map((inlines, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name.
                <td key={column} className={look(column)}>
                  {cell(inlines)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Inlines({ inlines, mention }: TreeProps & { readonly inlines: readonly Inline[] }) {
  return inlines.map((inline, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
    <Fragment key={index}>{inlineElement(inline, mention)}</Fragment>
  ));
}

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
