import { createRoot } from 'react-dom/client';
import './styles/index.css';
import { App } from './app/app.tsx';
import { browserEnvironment } from './environment.ts';
import { createSettings } from './ui/settings.ts';
import { createTheme } from './ui/theme.ts';

const environment = browserEnvironment({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});
const html = document.documentElement;
const theme = createTheme(environment, html);
const settings = createSettings(environment, html, new URLSearchParams(location.search).get('locale'));
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App environment={environment} theme={theme} settings={settings} />);
