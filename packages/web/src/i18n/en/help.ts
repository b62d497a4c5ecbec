/** Texts of the area `help`: what is where, for a finger. Keys begin with its name. */
export const help = {
  'help.title': 'Help',
  'help.goTo': '“Go to…” finds channels, people and actions.',
  'help.channel': 'Press and hold a channel for its menu.',
  'help.back': 'The arrow at the top goes back to the list.',
  'help.readers': 'Below a channel’s name you see who can read it.',
  'help.message': 'Tap a message for its buttons; press and hold for its menu.',
  'help.person': 'Tap a name to see who it is.',
  'help.close': 'Tap outside a sheet to close it.',
} as const;
