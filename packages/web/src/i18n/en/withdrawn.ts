/** Said where something is closed to somebody, also when it becomes so while they are at it. Keys begin with `withdrawn`. */
export const withdrawn = {
  'withdrawn.archived': 'This channel is archived: read only.',
  'withdrawn.readOnly': 'You can read here, but not write.',
  'withdrawn.title': 'You no longer have access',
  'withdrawn.text':
    'Your role or the channel has changed. Nothing was saved; what you wrote stays here until you close it.',
  'withdrawn.draft': 'Your unsent text. It is kept on this device until you can write here again.',
} as const;
