/** Texts of the area `composer`. Keys begin with its name. */
export const composer = {
  'composer.send': 'Send',
  'composer.hint': 'Enter sends · Shift ↵ new line',
  'composer.mention': 'Mention somebody',
  'composer.emoji': 'Emoji',
  'composer.commands': 'Commands',
  'composer.count': '{length} of {longest} characters.',
  'composer.tooLong': 'Too long to send: shorten it or send it in parts. Nothing is lost.',

  'composer.tooMuch':
    'The text has {length} characters; a message can have {longest}. Nothing was pasted and your text is unchanged.',

  'composer.offers.people': 'People',
  'composer.offers.channels': 'Channels',
  'composer.offers.emoji': 'Emoji',
  'composer.offers.commands': 'Commands',
  'composer.offersOpen': {
    one: '{count} suggestion. Arrow keys choose, Enter takes it.',
    other: '{count} suggestions. Arrow keys choose, Enter takes it.',
  },
  'composer.everybody': 'everybody in this channel',
  'composer.notHere': 'not in this channel',

  'composer.otherTab': 'Another tab has a different text here:',
  'composer.useOther': 'Use it',
  'composer.swap': 'Swap',
  'composer.dropOther': 'Discard it',
  'composer.noRoom':
    'This device has no storage left for drafts. What you write is lost when you close this page.',
  'composer.understood': 'OK',

  'composer.editField': 'Edit message',
  'composer.save': 'Save',
  'composer.cancel': 'Cancel',
  'composer.editHint': 'Enter saves, Esc cancels',

  'composer.command.topic': 'set the topic of this channel',
  'composer.command.topic.usage': 'text',
  'composer.command.invite': 'add people to this channel',
  'composer.command.invite.usage': '@name…',
  'composer.command.leave': 'leave this channel',
  'composer.command.archive': 'archive this channel',
  'composer.command.mute': 'mute or unmute this channel',
  'composer.command.dm': 'write to people directly',
  'composer.command.dm.usage': '@name… text',
  'composer.command.search': 'search messages',
  'composer.command.search.usage': 'words',
  'composer.command.shrug': 'send ¯\\_(ツ)_/¯',
  'composer.command.shrug.usage': 'text',
  'composer.command.help': 'show all commands',

  'composer.unknown':
    'There is no command /{name}. /help shows all of them; begin with // to send the line as it is.',
  'composer.notDirect': '/{name} works in channels, not in direct messages.',
  'composer.nobody': 'Nobody has the handle @{handle}.',
  'composer.topicWhat': 'Write the new topic after /topic.',
  'composer.topicSet': 'The topic was changed.',
  'composer.inviteWhom': 'Name somebody to add: /invite @name',
  'composer.invited': 'Added: {names}',
  'composer.archiveSure': 'Archive #{name}? Nobody can write in it then. Press Enter again to confirm.',
  'composer.archived': 'The channel was archived.',
  'composer.leaveSure':
    'Leave #{name}? It is private: somebody has to add you again. Press Enter again to confirm.',
  'composer.muted': 'Muted.',
  'composer.unmuted': 'Unmuted.',
  'composer.dmWhom': 'Name somebody: /dm @name',
  'composer.searchWhat': 'Write what to search for after /search.',
} as const;
