import { createRoot } from 'react-dom/client';
import './styles/index.css';
import { App } from './app/app.tsx';
import { browserEnvironment } from './environment.ts';
import { createTheme } from './ui/theme.ts';

const environment = browserEnvironment({
  now: () => Date.now(),
  randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
});
const theme = createTheme(environment, document.documentElement);
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App environment={environment} theme={theme} />);
