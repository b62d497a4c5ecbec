import { createRoot } from 'react-dom/client';
import './styles/index.css';
import { App } from './app/app.tsx';
import { browserEnvironment } from './environment.ts';
import { holdsLinkSecret, takeLinkSecret } from './sign-in/link-secret.ts';
import { createSettings } from './ui/settings.ts';
import { createTheme } from './ui/theme.ts';

const environment = browserEnvironment({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
  subtle: crypto.subtle,
});
const html = document.documentElement;
const theme = createTheme(environment, html);
const settings = createSettings(environment, html, new URLSearchParams(location.search).get('locale'));
const element = document.getElementById('root');
if (element === null) throw new Error('index.html has no #root');
const root = createRoot(element);
let draws = 0;
const draw = (secret: string) => {
  draws += 1;
  root.render(<App key={draws} {...{ environment, theme, settings, secret }} />);
};
draw(takeLinkSecret(window));
// Another link that is opened over the page of one changes the fragment alone, and loads nothing.
addEventListener('hashchange', () => {
  if (holdsLinkSecret(window)) draw(takeLinkSecret(window));
});
