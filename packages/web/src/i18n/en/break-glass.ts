/** Access of the operator of the deployment. */
export const breakGlass = {
  'breakGlass.openAsAdmin': 'The operator of this deployment has access as administrator until {time}:',
  'breakGlass.openAsOwner': 'The operator of this deployment has access as owner until {time}:',
  'breakGlass.yourself':
    'You are here as operator of the deployment, until {time}. Everything you do is on record:',
  'breakGlass.end': 'End access…',
  'breakGlass.endTitle': 'End the operator’s access?',
  'breakGlass.endText':
    'Their session ends at once, also in the middle of what they are doing. The notice stays in the history and in the audit log.',
  'breakGlass.endNow': 'End access',
} as const;
