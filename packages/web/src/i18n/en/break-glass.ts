/** Access of the operator of the deployment. */
export const breakGlass = {
  'breakGlass.openAsAdmin': 'The operator of this deployment has access as administrator until {time}:',
  'breakGlass.openAsOwner': 'The operator of this deployment has access as owner until {time}:',
  'breakGlass.yourself':
    'You are here as operator of the deployment, until {time}. Everything you do is recorded:',
  'breakGlass.title': 'Operator access',
  'breakGlass.lead':
    'Every time the operator of this deployment entered the workspace: why, in which role and for how long. Entries cannot be removed.',
  'breakGlass.one': 'Operator access',
  'breakGlass.none': 'The operator has never entered',
  'breakGlass.noneHint': 'Every access appears here, with the reason given for it.',
  'breakGlass.opened': 'Opened',
  'breakGlass.closed': 'Closed',
  'breakGlass.reason': 'Reason',
  'breakGlass.who': 'Account',
  'breakGlass.operator': 'Operator of the deployment',
  'breakGlass.state.open': 'open now',
  'breakGlass.state.workspace': 'ended by the workspace',
  'breakGlass.state.operator': 'closed by the operator',
  'breakGlass.state.time': 'expired',
  'breakGlass.done': 'Show audit entries',
  'breakGlass.doneHint': 'Everything done is in the audit log, for those who may read it.',
  'breakGlass.end': 'End access…',
  'breakGlass.endTitle': 'End the operator’s access?',
  'breakGlass.endText':
    'The operator is signed out at once. The entry stays in this list and in the audit log.',
  'breakGlass.endNow': 'End access',
} as const;
