/** The tree of a message as React elements. No HTML text, no attribute from the message but a parsed address. */
import { Fragment, memo, useMemo } from 'react';
import { type Inline, parseText } from './parse.ts';

/** Whom a mention means: a display name, or null when the handle names nobody. */
export type MentionTitle = (name: string) => { readonly title: string; readonly me: boolean } | null;

interface FormattedProps {
  readonly text: string;
  readonly mention: MentionTitle;
}

export const Formatted = memo(function Formatted({ text, mention }: FormattedProps) {
  const blocks = useMemo(() => parseText(text), [text]);
  return (
    <div className="text">
      {blocks.map((block, index) =>
        block.kind === 'code' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide block scrolls; the keyboard must reach it.
          <pre key={index} className="code-block" tabIndex={0}>
            <code>{block.text}</code>
          </pre>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above.
          <p key={index} dir="auto">
            <Inlines inlines={block.inlines} mention={mention} />
          </p>
        ),
      )}
    </div>
  );
});

function Inlines({ inlines, mention }: { inlines: readonly Inline[]; mention: MentionTitle }) {
  return inlines.map((inline, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the tree is made anew when the text changes.
    <Fragment key={index}>{element(inline, mention)}</Fragment>
  ));
}

function element(inline: Inline, mention: MentionTitle) {
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{inline.text}</code>;
    case 'link':
      return (
        <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
          {inline.text}
        </a>
      );
    case 'mention': {
      const found = mention(inline.name);
      if (found === null) return inline.text;
      return (
        <span className={found.me ? 'mention mention-me' : 'mention'} title={found.title}>
          {inline.text}
        </span>
      );
    }
    case 'control':
      return (
        <span className="control-mark" title={`Hidden direction mark ${inline.name}`}>
          {inline.name}
        </span>
      );
    case 'strong':
      return (
        <strong>
          <Inlines inlines={inline.inlines} mention={mention} />
        </strong>
      );
    default:
      return (
        <em>
          <Inlines inlines={inline.inlines} mention={mention} />
        </em>
      );
  }
}
