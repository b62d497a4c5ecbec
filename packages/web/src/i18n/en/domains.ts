/** Texts of custom domains, in the console, and of the errors that only they give. Keys begin with `domains`. */
export const domains = {
  'domains.title': 'Domains',
  'domains.lead':
    'Your own domain names for this workspace. Its address here keeps working. A DNS record proves that a name is yours.',
  'domains.add': 'Add a domain',
  'domains.addNow': 'Add',
  'domains.name': 'Domain',
  'domains.nameHint': 'For example chat.acme.com. Write other letters in ASCII form (xn--…).',
  'domains.empty': 'No domains',
  'domains.emptyHint': 'Add a domain you own, and verify it with a DNS record.',
  'domains.one': 'Domain',
  'domains.waiting': 'not verified',
  'domains.verified': 'verified',
  'domains.verifiedAt': 'Verified',
  'domains.address': 'Address',
  'domains.record': 'DNS record to add',
  'domains.recordKept': 'DNS record',
  'domains.recordHint':
    'Add it where you manage the DNS of the domain. Some providers want only the part of the name before the domain.',
  'domains.recordKeptHint': 'It proves that the domain is yours. Leave it in place.',
  'domains.type': 'Type',
  'domains.recordName': 'Name',
  'domains.recordValue': 'Value',
  'domains.route':
    'Next: point the name at this server (ask the operator for the address). It also needs a certificate.',
  'domains.verify': 'Verify now',
  'domains.looking': 'Checking DNS…',
  'domains.found': 'Found:',
  'domains.proved': 'Verified. The workspace can be reached at {name}.',
  'domains.remove': 'Remove…',
  'domains.removeNow': 'Remove',
  'domains.removeTitle': 'Remove this domain?',
  'domains.removeDoes':
    'The workspace can no longer be reached at {name}. Whoever verifies the name next can use it. People sign in at the other addresses.',
  'domains.removeClaim': 'Nothing uses {name} yet. Its DNS record becomes worthless.',
  'errors.domain_record_missing.title': 'DNS record not found',
  'errors.domain_record_missing':
    'There is no TXT record with this name yet. New records take minutes, sometimes hours. Try again later.',
  'errors.domain_record_differs.title': 'The DNS record has another value',
  'errors.domain_record_differs':
    'There is a TXT record with this name, but not with the value above. Compare both letter by letter.',
  'errors.domain_taken.title': 'Domain in use',
  'errors.domain_taken': 'Another workspace here uses this domain. It has to be removed there first.',
} as const;
