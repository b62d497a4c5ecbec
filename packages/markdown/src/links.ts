/** Which addresses become links, and when the eye needs to be told where they lead. */

/** Characters; longer addresses stay text. */
export const longestAddress = 2_048;

/** The normalised address, or null for what is not to be followed. */
export function safeAddress(address: string): URL | null {
  if (address.length > longestAddress || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol === 'mailto:') {
    // Further recipients and texts that nobody sees (RFC 6068, section 2) do not come along.
    url.search = '';
    url.hash = '';
    return url;
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return null;
  // https://bank.example@evil.example leads to evil.example.
  return url.username === '' && url.password === '' ? url : null;
}

/**
 * Where a link leads, when its text does not show it: the host in ASCII form (RFC 3492), because of another address as
 * text or of letters that look like others; or whom a letter goes to. null when text and target agree.
 */
export function placeToShow(url: URL, text: string): string | null {
  const shown = text.normalize('NFKC').toLowerCase();
  if (url.protocol === 'mailto:') {
    const recipients = url.pathname.toLowerCase();
    return shown.replace(/^mailto:/, '').split('?')[0] === recipients ? null : url.pathname;
  }
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
