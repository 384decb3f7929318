// node test/shell/record.ts [NAME]…: runs every script of scripts/NAME.txt in this machine's bash, and writes down what it printed.

import { writeFileSync } from 'node:fs';
import { readScripts, SCRIPTS, showCase } from './cases.ts';
import { inBash } from './real-bash.ts';

const wanted = process.argv.slice(2);
for (const file of readScripts()) {
  if (wanted.length > 0 && !wanted.includes(file.name.replace('.txt', ''))) continue;
  const blocks = file.cases.map(({ script }) => showCase({ script, ...inBash(script) }));
  writeFileSync(SCRIPTS + file.name, `${file.head.join('\n')}\n\n${blocks.join('\n')}`);
}
