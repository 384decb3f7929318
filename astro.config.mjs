import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import { defineConfig } from 'astro/config';
import { elementModule } from './scripts/element.mjs';
import { lazyStyles } from './scripts/lazy-styles.mjs';
import { missedSaves } from './scripts/missed-saves.mjs';
import { monacoWords } from './scripts/monaco-words.mjs';
import { offline } from './scripts/offline.mjs';
import { oneStyle } from './scripts/one-style.mjs';
import { portablePages } from './scripts/portable-pages.mjs';
import { reloadAfterError } from './scripts/reload-after-error.mjs';
import { benchTogether, engineTogether } from './scripts/together.mjs';
import { webContainerFiles } from './scripts/webcontainer-files.mjs';
import { yamlObjects } from './scripts/yaml-objects.mjs';

export default defineConfig({
  srcDir: './src/site',
  outDir: './dist/site',
  ...(process.env.SITE_URL && { site: process.env.SITE_URL }),
  trailingSlash: 'always',
  build: { format: 'directory', inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  prefetch: false,
  // Quotes and dashes in prose are commands as often as words: they stay as they are typed.
  markdown: {
    processor: satteri({ features: { gfm: true, smartPunctuation: false } }),
    shikiConfig: {
      themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
      defaultColor: false,
    },
  },
  // The last take the pages and files as the others leave them.
  integrations: [
    mdx(),
    lazyStyles(/^(?:monaco|editor|editor-room|bench|browser-view|screen|embed)\./),
    oneStyle(),
    portablePages(),
    elementModule(),
    webContainerFiles(),
    offline(),
  ],
  vite: {
    resolve: {
      alias: {
        // Its form for browsers asks for Monaco as CommonJS does: then all that Monaco shares with the page is made for that, and the first
        // load grows.
        'monaco-vim': new URL('./node_modules/monaco-vim/dist/index.mjs', import.meta.url).pathname,
        // Its form for browsers asks the document, which a worker does not have.
        'decode-named-character-reference': new URL(
          './node_modules/decode-named-character-reference/index.js',
          import.meta.url,
        ).pathname,
      },
    },
    plugins: [yamlObjects(), monacoWords(), missedSaves('content'), reloadAfterError('content'), benchTogether()],
    worker: { format: 'es', plugins: () => [yamlObjects(), engineTogether()] },
    // Code finds its files from where it stands itself: the site works below any path.
    experimental: { renderBuiltUrl: (_, { hostType }) => (hostType === 'html' ? undefined : { relative: true }) },
    build: {
      target: 'es2022',
      reportCompressedSize: false,
      chunkSizeWarningLimit: 4000,
      rolldownOptions: { checks: { moduleLevelDirective: false } },
    },
    // A worker is not looked into for what it imports: found late, a package reloads the page under the learner's hands.
    optimizeDeps: {
      entries: ['src/site/worker/engine.ts', 'src/site/bench/bench.ts'],
      include: ['monaco-yaml/yaml.worker.js', '@vscode/l10n'],
      rolldownOptions: { plugins: [monacoWords()] },
    },
  },
});
