/** Texts of what stands inside messages. Keys begin with `text`. */
export const text = {
  'text.showAll': 'Show all',
  'text.copyCode': 'Copy the code',
  'text.copied': 'Copied',
  'text.done': 'Done',
  'text.toDo': 'To do',
  'text.control': 'Hidden character {name}',
} as const;
