/** Texts of the console about apps, grants, tokens and their end. Keys begin with `credentials`. */
export const credentials = {
  'credentials.placeholder': 'Placeholder',
} as const;
