// Writes docs/library-reference.md from the types of the library. `node scripts/library-docs.mjs`; a test holds the page to them.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Application } from 'typedoc';
import { root } from './setup.mjs';

const out = mkdtempSync(join(tmpdir(), 'portolan-docs-'));
const app = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  name: 'The library: reference',
  entryPoints: ['src/cli/library/node.ts', 'src/cli/library/vitest.ts'].map((file) => join(root, file)),
  tsconfig: join(root, 'tsconfig.cli.json'),
  outputs: [{ name: 'markdown', path: out }],
  readme: 'none',
  disableSources: true,
  hideGenerator: true,
  excludeExternals: true,
  skipErrorChecking: true,
  router: 'module',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'list',
  useCodeBlocks: true,
  sort: ['source-order'],
  logLevel: 'Warn',
});
const project = await app.convert();
if (!project) process.exit(1);
await app.generateOutputs(project);

/** The one page of a module, its headings a level down. */
function page(file, name) {
  const text = readFileSync(join(out, file), 'utf8').replace(/^# .*\n+/, '');
  return `## \`import … from '${name}'\`\n\n${text
    .replaceAll(/^(#{1,5}) /gm, '#$1 ')
    .replaceAll(/\[([^\]]+)\]\((?:[\w./-]*\.md)?(#[\w-]+)?\)/g, (_whole, label, anchor) =>
      anchor ? `[${label}](${anchor})` : label,
    )
    .trim()}\n`;
}
const text = `# The library: reference

Written from the library's types by \`node scripts/library-docs.mjs\`. How to begin: [library.md](library.md).

${page('node.md', 'portolan')}
${page('vitest.md', 'portolan/vitest')}`;
writeFileSync(join(root, 'docs/library-reference.md'), text);
rmSync(out, { recursive: true });
