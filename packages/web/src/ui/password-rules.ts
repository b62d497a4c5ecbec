/** Characters; the sentence of the catalogue says so, too. */
const longEnough = 15;

interface Rule {
  readonly key: 'dialogs.passwordLong' | 'dialogs.passwordVaried' | 'dialogs.passwordNameless';
  readonly met: boolean;
}

/** Length beats ornaments (NIST SP 800-63B-4, section 3.1.1.2): no rules about kinds of characters. */
export function passwordRules(password: string, names: readonly string[]): readonly Rule[] {
  const lower = password.toLowerCase();
  const contained = names.filter((name) => name.length >= 4 && lower.includes(name.toLowerCase()));
  return [
    { key: 'dialogs.passwordLong', met: [...password].length >= longEnough },
    { key: 'dialogs.passwordVaried', met: new Set(password).size >= 6 },
    { key: 'dialogs.passwordNameless', met: password !== '' && contained.length === 0 },
  ];
}
