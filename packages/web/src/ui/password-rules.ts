const longEnough = 15;

interface Rule {
  readonly text: string;
  readonly met: boolean;
}

/** Length beats ornaments (NIST SP 800-63B-4, section 3.1.1.2): no rules about kinds of characters. */
export function passwordRules(password: string, names: readonly string[]): readonly Rule[] {
  const lower = password.toLowerCase();
  const contained = names.filter((name) => name.length >= 4 && lower.includes(name.toLowerCase()));
  return [
    { text: `At least ${longEnough} characters`, met: [...password].length >= longEnough },
    { text: 'More than a few different characters', met: new Set(password).size >= 6 },
    { text: 'Without the name of the person or workspace', met: password !== '' && contained.length === 0 },
  ];
}
