/** Texts of the area `shell`. Keys begin with its name. */
export const shell = {
  'shell.loading': 'Loading…',
} as const;
