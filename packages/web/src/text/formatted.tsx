/** The tree of a message as React elements. No HTML text, no attribute from the message but a parsed address. */
import type { Block, ListItem } from '@wardroom/markdown';
import { Fragment, memo, type ReactNode, useMemo, useState } from 'react';
import { useTexts } from '../i18n/use-texts.ts';
import { CodeBlock } from './code-block.tsx';
import { firstPart } from './first-part.ts';
import { blocksAtOnce, Gradual, GraduallyContext } from './gradual.tsx';
import { Inlines, type MentionTitle, type PieceProps, type TreeProps } from './inlines.tsx';
import { isLong, onlyEmoji } from './measure.ts';
import { parsed } from './parsed.ts';
import { Table } from './table.tsx';

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

function Blocks({ blocks, mention }: TreeProps & { readonly blocks: readonly Block[] }) {
  return (
    <Gradual
      all={blocks}
      size={blocksAtOnce}
      draw={(piece) => <BlockPiece piece={piece} mention={mention} />}
    />
  );
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
