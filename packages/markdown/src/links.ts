/** Which addresses become links, and when the eye needs to be told where they lead. */

/** Longer addresses stay text. */
const longest = 2_048;

/** The normalised address, or null for what is not to be followed. */
export function safeAddress(address: string): URL | null {
  if (address.length > longest || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol === 'mailto:') return url;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  // https://bank.example@evil.example leads to evil.example.
  return url.username === '' && url.password === '' ? url : null;
}

/**
 * The host in ASCII form (RFC 3492) when the text of a link does not show it: another address as text, or a host in
 * letters that look like others. null when text and target agree.
 */
export function hostToShow(url: URL, text: string): string | null {
  if (url.protocol === 'mailto:') return null;
  const shown = text.normalize('NFKC').toLowerCase();
  // Letters of other scripts are punycode here; the text shows what they look like.
  const foreign = url.hostname.split('.').some((label) => label.startsWith('xn--'));
  if (!foreign && isHostOf(shown, url)) return null;
  return url.host;
}

/** The text is the address itself, as it is written or without its scheme. */
function isHostOf(shown: string, url: URL): boolean {
  const rest = shown.replace(/^https?:\/\//, '');
  return (
    rest === url.host ||
    rest.startsWith(`${url.host}/`) ||
    rest.startsWith(`${url.host}?`) ||
    rest.startsWith(`${url.host}#`)
  );
}
