/** Texts of the area `help`: what is where, for a finger. Keys begin with its name. */
export const help = {
  'help.title': 'Help',
  'help.goTo': '“Go to…” finds channels, people and actions.',
  'help.channel': 'Hold a channel for its menu.',
  'help.back': 'The arrow at the top leads back to the list.',
  'help.readers': 'Who can read a channel stands below its name.',
  'help.message': 'Press a message for its buttons, hold it for its menu.',
  'help.person': 'Press a name to see who somebody is.',
  'help.close': 'Press above a sheet to close it.',
} as const;
