// node test/shell/record.ts [NAME]…: runs every script of scripts/NAME.txt in this machine's bash, and writes down what it printed.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { ENVIRONMENT, HOME, HOME_FILES, readScripts, SCRIPTS, showCase } from './cases.ts';

const wanted = process.argv.slice(2);
for (const file of readScripts()) {
  if (wanted.length > 0 && !wanted.includes(file.name.replace('.txt', ''))) continue;
  const blocks = file.cases.map(({ script }) => {
    rmSync(HOME, { recursive: true, force: true });
    mkdirSync(HOME, { recursive: true });
    cpSync(HOME_FILES, HOME, { recursive: true });
    const ran = spawnSync('bash', ['-c', script], {
      cwd: HOME,
      env: { ...ENVIRONMENT, PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      input: '',
      encoding: 'utf8',
      timeout: 10_000,
    });
    const code = ran.status ?? 128 + ({ SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[String(ran.signal)] ?? 0);
    // Quotes in messages are those of the locale C, as in a container.
    const plain = (text: string): string => text.replace(/[‘’]/g, "'");
    return showCase({ script, stdout: plain(ran.stdout), stderr: plain(ran.stderr), code });
  });
  writeFileSync(SCRIPTS + file.name, `${file.head.join('\n')}\n\n${blocks.join('\n')}`);
}
