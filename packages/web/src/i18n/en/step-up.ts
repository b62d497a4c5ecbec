/** Texts of the area `stepUp`: asking again who it is. Keys begin with its name. */
export const stepUp = {
  'stepUp.title': 'Confirm it is you',
  'stepUp.text': 'This matters, and you signed in a while ago. Enter your password to go on where you are.',
  'stepUp.password': 'Your password',
  'stepUp.wrong': 'That is not your password. Look at it as you typed it, and try again.',
  'stepUp.none': 'You came by a sign-in link and have no password? Sign in anew by a fresh link.',
  'stepUp.confirm': 'Confirm and go on',
} as const;
