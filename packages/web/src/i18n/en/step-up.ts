/** Texts of the area `stepUp`: asking again who it is. Keys begin with its name. */
export const stepUp = {
  'stepUp.title': 'Confirm it is you',
  'stepUp.text':
    'This is a sensitive change, and you signed in a while ago. Enter your password to continue.',
  'stepUp.password': 'Your password',
  'stepUp.wrong': 'The password is wrong. Check it and try again.',
  'stepUp.none': 'You signed in with a link and have no password? Sign in again with a new link.',
  'stepUp.confirm': 'Confirm',
} as const;
