/** Texts of custom domains, in the console. Keys begin with `domains`. */
export const domains = {
  'domains.title': 'Domains',
  'domains.lead':
    'Names of your own under which the workspace answers, beside its address here. A record in DNS proves that a name is yours.',
  'domains.add': 'Add a domain',
  'domains.addNow': 'Add',
  'domains.name': 'Domain',
  'domains.nameHint': 'For example chat.acme.com. A name with other letters goes in its ASCII form (xn--…).',
  'domains.empty': 'No domains',
  'domains.emptyHint': 'Add a name that you own, and prove it with a record in DNS.',
  'domains.one': 'Domain',
  'domains.waiting': 'not proved',
  'domains.verified': 'verified',
  'domains.verifiedAt': 'Verified',
  'domains.address': 'Address',
  'domains.record': 'Record to set',
  'domains.recordKept': 'Record',
  'domains.recordHint':
    'Add it where the DNS of the domain is managed. Some forms want only the part of the name that stands before the domain.',
  'domains.recordKeptHint': 'It proved that the name is yours. Leave it in place.',
  'domains.type': 'Type',
  'domains.recordName': 'Name',
  'domains.recordValue': 'Value',
  'domains.route':
    'For people to arrive, the name has to lead to this deployment, which needs a certificate for it. The operator knows where to.',
  'domains.verify': 'Look for the record',
  'domains.looking': 'Asking name servers…',
  'domains.proved': 'Found. The workspace answers at {name}.',
  'domains.remove': 'Remove…',
  'domains.removeNow': 'Remove',
  'domains.removeTitle': 'Remove this domain?',
  'domains.removeDoes':
    'The workspace answers at {name} no more, and whoever proves the name next may use it. People sign in at the other addresses again.',
  'domains.removeClaim':
    'Nothing leads to {name} yet. The record that was asked for is worth nothing afterwards.',
} as const;
