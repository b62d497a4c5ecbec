/** Cedar with its words in their colours: as React elements, never as HTML. */
import { memo } from 'react';
import { tokensOf } from './cedar-tokens.ts';

export const CedarText = memo(function CedarText({ text }: { text: string }) {
  let at = 0;
  return tokensOf(text).map(({ kind, text: word }) => {
    const key = at;
    at += word.length;
    return kind === 'space' || kind === 'name' ? (
      word
    ) : (
      <span key={key} className={`cedar-${kind}`}>
        {word}
      </span>
    );
  });
});
