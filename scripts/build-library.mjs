// What the package has for pages, and its types: dist/library. Node's entries are built with the command line (build-cli.mjs).

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import ts from 'typescript';
import { forPages } from './bundled.mjs';
import { writeElement } from './element.mjs';
import { root } from './setup.mjs';

const out = join(root, 'dist/library');
rmSync(out, { recursive: true, force: true });
await build({
  ...forPages,
  entryPoints: { browser: 'src/library/browser.ts' },
  outdir: out,
  outExtension: { '.js': '.mjs' },
  splitting: true,
  plugins: [{ name: 'no-node', setup: withoutNode }],
});

/** QuickJS asks for `module` in Node, where this is not. Left as it is, whoever bundles for a page would have to resolve it. */
function withoutNode(on) {
  on.onResolve({ filter: /^module$/ }, () => ({ path: 'module', namespace: 'no-node' }));
  on.onLoad({ filter: /.*/, namespace: 'no-node' }, () => ({ contents: 'export {}' }));
}

await writeElement(join(out, 'portolan-lab.js'));

/** Files whose types are the package's: they import each other, and nothing of the engine. */
const TYPES = {
  'api.d.ts': 'src/library/api.ts',
  'index.d.ts': 'src/cli/library/node.ts',
  'vitest.d.ts': 'src/cli/library/vitest.ts',
};
mkdirSync(out, { recursive: true });
for (const [name, file] of Object.entries(TYPES)) {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(readFileSync(join(root, file), 'utf8'), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { isolatedDeclarations: true, declaration: true },
  });
  for (const { messageText } of diagnostics)
    throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
  const text = outputText
    .replaceAll("'../../library/api.ts'", "'./api.js'")
    .replaceAll("'./node.ts'", "'./index.js'")
    .replaceAll(/^import \{ createLab \}.*\n/gm, '');
  const internal = /from '(?:#|\.\.)[^']*'/.exec(text);
  if (internal) throw new Error(`${file}: its types lean on the engine: ${internal[0]}`);
  writeFileSync(join(out, name), text);
}
/** The element as a program sees it; what it says stands in `LabEvent`. */
const messages = readFileSync(join(root, 'src/site/embed/messages.ts'), 'utf8');
const { outputText } = ts.transpileDeclaration(messages, { compilerOptions: { declaration: true } });
writeFileSync(
  join(out, 'portolan-lab.d.ts'),
  `${outputText.replaceAll(/^export declare function.*\n/gm, '')}
export declare class PortolanLab extends HTMLElement {
  /** Types a line at the prompt, and Enter. */
  run(line: string): void;
}
declare global {
  interface HTMLElementTagNameMap {
    'portolan-lab': PortolanLab;
  }
}
`,
);
