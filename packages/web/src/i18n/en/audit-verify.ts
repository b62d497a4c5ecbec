/** Verifying an entry of the audit log in the browser. */
export const auditVerify = {
  'verify.title': 'Proof',
  'verify.lead': 'This browser can check that the entry is in the sealed log, without believing the server.',
  'verify.verify': 'Verify',
  'verify.again': 'Verify again',
  'verify.working': 'Verifying …',
  'verify.waits': 'The entry has no place in the log yet. That takes about a second.',
  'verify.holds': 'Verified: entry {index} of {size}',
  'verify.broken': 'This entry cannot be proved',
  'verify.step.shown': 'What is shown is what was sealed',
  'verify.step.sealed': 'The entry is in the signed log, at its place',
  'verify.step.signed': 'The log is signed by a key that this browser keeps',
  'verify.step.continues': 'The log continues the one that this browser saw before',
  'verify.step.witnessed': 'Your witnesses have seen the log with this entry in it',
  'verify.yes': 'holds',
  'verify.notYet': 'not all of them yet',
  'verify.no': 'does not hold: {finding}.',
  'verify.rewritten':
    'The entry, or a hash of the log, was changed in the database after it was sealed: what was signed is another text.',
  'verify.missing': 'The entry that is shown is not in the log.',
  'verify.rolledBack':
    'This browser has seen {before} entries; the log now ends at {size}. Entries were taken away, or an older copy of the database was put back.',
  'verify.rolledBackAway':
    'This browser has seen {before} entries; the log now ends before that. Entries were taken away, or an older copy of the database was put back.',
  'verify.splitView':
    'The log now has another beginning than the one that this browser saw: one of the two was made up.',
  'verify.differs': 'The server shows another entry than the one that was hashed.',
  'verify.forged': 'The signature under the log is not one of this key.',
  'verify.otherKey':
    'Another key signs than the one that is kept here, and nothing leads from the one to the other.',
  'verify.strangerToCompare':
    'It was signed by {key}. Compare that with somebody who was given it another way; only if it is the key of this log, enter it, or any older one, under “Keys…”.',
  'verify.first':
    'The key was kept just now, at first sight. Compare it with somebody who was given it another way.',
  'verify.kept': 'Key kept since {day}, as it was met first',
  'verify.entered': 'Key kept since {day}, as it was entered here',
  'verify.followed':
    'The key was followed by another, which the one that was kept here has signed. From now on this one counts:',
  'verify.witnesses': {
    one: '{count} of {of} witnesses vouches for it:',
    other: '{count} of {of} witnesses vouch for it:',
  },
  'verify.afterSeconds': {
    one: 'saw it {count} second after it was sealed',
    other: 'saw it {count} seconds after it was sealed',
  },
  'verify.afterMinutes': {
    one: 'saw it {count} minute after it was sealed',
    other: 'saw it {count} minutes after it was sealed',
  },
  'verify.witness.saw': 'saw it',
  'verify.witness.not_yet': 'has seen the log before this entry was in it',
  'verify.witness.silent': 'has not cosigned the log yet',
  'verify.witness.forged': 'the cosignature in its name is not its own',
  'verify.unproved': 'Not proved by this:',
  'verify.unprovedKey': 'whose key it is, as long as nobody has compared it',
  'verify.unprovedEarlier':
    'that the log was no other one before today: this browser saw it for the first time',
  'verify.unprovedAlone':
    'that everybody is shown the same log: enter the keys of witnesses to know that, too',
  'verify.unprovedYet': {
    one: 'what witnesses say of this entry: they have seen the first {count} entry; try again in some minutes',
    other:
      'what witnesses say of this entry: they have seen the first {count} entries; try again in some minutes',
  },
  'verify.unprovedTruth': 'that what the entry says was true when it was recorded',
  'verify.offline':
    'Anybody verifies it without a server: “audit verify” of the command line takes the file and the key.',
  'verify.download': 'Download proof',
  'verify.insecure':
    'Browsers verify only in pages that come over HTTPS. Download an export and verify it offline.',
  'verify.tell':
    'Keep this page and the downloaded proof, and tell somebody outside of this deployment: the log was changed, or shown to people in different forms.',
  'verify.keys': 'Keys…',
  'verify.keysTitle': 'Keys that this browser keeps',
  'verify.keysNone':
    'None yet. The first verification keeps the key that it meets, on trust. If you were given the key another way, enter it now.',
  'verify.keysMet':
    'Kept since {day}, as they were met first: on trust. Read the whole key to somebody who has it another way, or compare it here.',
  'verify.keysEntered': 'Kept since {day}, as entered here.',
  'verify.keyOfLog': 'Key of the log',
  'verify.keyOfDirectory': 'Key of the directory over all logs',
  'verify.compareKey': 'Key that you know from elsewhere',
  'verify.compareHint':
    'From an auditor, an earlier export, a printed page: <name>+<8 digits>+<base64>. Compare all of it; the eight digits alone can be made up.',
  'verify.compare': 'Compare',
  'verify.fits': 'It fits.',
  'verify.fitsNot': 'It does not fit.',
  'verify.compared.match': 'This is the key that is kept here.',
  'verify.compared.leads':
    'This key came before the one that is kept here, and has named it as its successor with its own signature.',
  'verify.compared.follows':
    'This key came after the one that is kept here, which has named it as its successor with its own signature.',
  'verify.compared.differs':
    'Another key is kept here, and neither has named the other. Believe nothing that was verified here until you know why: ask whoever gave you the key, not over this workspace. If yours is right, replace the one that is kept and verify again.',
  'verify.compared.otherLog':
    'This is the key of another log. If the workspace has another address now, ask for its key; a log begins anew with its address.',
  'verify.compared.nothingKept':
    'Nothing is kept yet to compare it with. From now on this key can be the one.',
  'verify.compared.unreadable':
    'This is no key of a log. It was cut, or mistyped, or it is the key of a witness.',
  'verify.keepThis': 'Keep this key',
  'verify.replaceText':
    'A replaced key is believed from now on, and the one before no more. The checkpoint that was seen stays: the log must continue it all the same, unless it is another log.',
  'verify.replaceWord': 'replace',
  'verify.replace': 'Replace the key',
  'verify.witnessKeys': 'Keys of witnesses',
  'verify.witnessHint':
    'One on each line, from those who run the witnesses and not from here. An entry then counts as witnessed when all of them have seen the log with it.',
  'verify.keepWitnesses': 'Keep witnesses',
  'verify.witnessesKept': {
    one: '{count} witness is asked for from now on.',
    other: '{count} witnesses are asked for from now on.',
  },
  'verify.noWitness': 'This is no key of a witness: {line}',
} as const;
