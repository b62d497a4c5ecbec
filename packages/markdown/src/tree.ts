/** What a message says, as a tree. Nothing in it is HTML; whoever shows it makes elements of it. */
export type Block =
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3 | 4 | 5 | 6; readonly inlines: readonly Inline[] }
  /** `language` is the first word after the fence, in lower case; empty when there is none. */
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly ListItem[] }
  | {
      readonly kind: 'table';
      readonly aligns: readonly Align[];
      readonly head: readonly (readonly Inline[])[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  | { readonly kind: 'rule' };

export interface ListItem {
  /** null: not a task. */
  readonly done: boolean | null;
  readonly blocks: readonly Block[];
}

export type Align = 'left' | 'center' | 'right' | null;

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'code'; readonly text: string }
  | LinkInline
  /** `name` is what stands after @, in lower case. Whether it names somebody is the reader's business. */
  | { readonly kind: 'mention'; readonly name: string; readonly text: string }
  /** `#name`. Whether there is such a channel, and who may know, is the reader's business. */
  | { readonly kind: 'channel'; readonly name: string; readonly text: string }
  /** A character that changes the direction of what follows, or hides: shown, never obeyed. */
  | { readonly kind: 'control'; readonly name: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly inlines: readonly Inline[] };

export interface LinkInline {
  readonly kind: 'link';
  /** http, https or mailto; normalised. */
  readonly href: string;
  readonly inlines: readonly Inline[];
  /** Where it really leads, when its text may say otherwise: a host in ASCII form. null when the text is the address. */
  readonly warning: string | null;
}
