import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * What the content security policy asks of the build: nothing inlined (no data: URLs), no polyfill that injects
 * code, no inline script in index.html.
 */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome123', 'firefox128', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
});
