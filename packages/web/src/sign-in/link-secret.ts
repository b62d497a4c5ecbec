/**
 * The secret of an invitation, of a one-use link or of the setup stands in the fragment, which browsers never send and
 * never put into a Referer. It is taken before anything is drawn: from then on neither the address bar nor the history
 * of the tab holds it, however long the page takes to load.
 */
const linkPaths: readonly string[] = ['/join', '/link', '/setup'];

type Place = Pick<Window, 'location' | 'history'>;

export const holdsLinkSecret = ({ location: { pathname, hash } }: Pick<Place, 'location'>): boolean =>
  hash.length > 1 && linkPaths.includes(pathname.replace(/\/$/, ''));

/** Empty when there is none. */
export function takeLinkSecret(place: Place): string {
  if (!holdsLinkSecret(place)) return '';
  const { location, history } = place;
  const secret = location.hash.slice(1);
  history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}
