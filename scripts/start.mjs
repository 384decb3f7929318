// `npm start`: sets up what is missing, builds what has changed, serves the site on http://localhost:4321 (PORT changes it).
// `npm run dev`: the same with live reload.

import { spawn } from 'node:child_process';
import { build } from './build.mjs';
import { env, installPackages, node, root, run } from './setup.mjs';

const port = process.env.PORT ?? '4321';
if (!/^\d+$/.test(port) || Number(port) > 65535) {
  console.error(`PORT is ${JSON.stringify(port)}: set it to a number from 0 to 65535, e.g. PORT=8080 npm start`);
  process.exit(2);
}
let command;
if (process.argv.includes('--dev')) {
  installPackages();
  run(node(), ['scripts/openapi.mjs']);
  run(node(), ['scripts/fonts.mjs']);
  command = [node(), 'node_modules/astro/bin/astro.mjs', 'dev', '--host', '127.0.0.1', '--port', port];
} else {
  build();
  command = [node(), 'scripts/serve.mjs', port];
}
const child = spawn(command[0], command.slice(1), { cwd: root, env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code) => process.exit(code ?? 0));
