/** Highlighting of code, in a chunk of its own: loaded when the first block that names its language is shown. */
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import go from 'highlight.js/lib/languages/go';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  c,
  css,
  diff,
  go,
  java,
  javascript,
  json,
  markdown,
  python,
  ruby,
  rust,
  sql,
  typescript,
  xml,
  yaml,
});
lowlight.registerAlias({
  bash: ['sh', 'shell', 'console'],
  javascript: ['js', 'jsx'],
  typescript: ['ts', 'tsx'],
  python: ['py'],
  ruby: ['rb'],
  rust: ['rs'],
  xml: ['html', 'svg'],
  yaml: ['yml'],
  markdown: ['md'],
  diff: ['patch'],
  c: ['h', 'cpp'],
});

/** A piece of code with the class that says what it is; pieces nest. */
export type Piece = string | { readonly role: string; readonly pieces: readonly Piece[] };

interface Node {
  readonly type: string;
  readonly value?: string;
  readonly properties?: { readonly className?: unknown };
  readonly children?: readonly unknown[];
}

/** null: the language is not known here. */
export function highlight(language: string, text: string): readonly Piece[] | null {
  if (!lowlight.registered(language)) return null;
  return lowlight.highlight(language, text).children.map((node) => pieceOf(node as Node));
}

function pieceOf({ value, properties, children = [] }: Node): Piece {
  if (value !== undefined) return value;
  const names = Array.isArray(properties?.className) ? properties.className.map(String) : [];
  return { role: names.join(' '), pieces: children.map((child) => pieceOf(child as Node)) };
}
