// node: a script in an interpreter of its own, and the machine that it may use. Models Node.js 22's command line and process.
// Differs: the interpreter is QuickJS, so messages of syntax and type errors, and stacks, are its own; a promise that is rejected without
// anybody to see it ends nothing; streams, TLS servers, worker threads and packages with native code are not there.

import { join } from '#machine/path.ts';
import type { Process, Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { hostCalls } from './host-calls.ts';
import { BEFORE_SCRIPT, Interpreter, type Thrown } from './interpreter.ts';
import { PRELUDE } from './prelude.ts';

export { loadEngine } from './interpreter.ts';

/** An await of the main module that nothing can end. Source: nodejs.org/api/process.html, exit codes. */
const UNSETTLED = 13;

interface Script {
  readonly text: string;
  /** As stacks name it. */
  readonly name: string;
  readonly args: readonly string[];
  readonly isModule: boolean;
  /** `-p`: the value is printed. */
  readonly prints: boolean;
}

export const nodeProgram: Program = async (process) => {
  const version = `v${process.env.NODE_VERSION ?? '22.20.0'}`;
  const script = await scriptOf(process, version);
  if ('code' in script) {
    (script.code === 0 ? process.stdout : process.stderr).write(script.said);
    return script.code;
  }
  const { signal, stderr, onTerminate } = process;
  return new Promise<number>((resolve) => {
    let isOver = false;
    const finish = (code: number): void => {
      if (isOver) return;
      isOver = true;
      machine.close();
      interpreter?.dispose();
      resolve(code);
    };
    const crash = (text: string, stack: string): void => {
      if (isOver) return;
      stderr.write(`${place(columns(stack), script, process)}${columns(text)}\n\nNode.js ${version}\n`);
      finish(1);
    };
    const thrown = (t: Thrown | undefined): void => {
      if (t) crash(`${t.name}: ${t.message}${frames(t.stack)}`, t.stack);
    };
    const turn = (name: string, ...args: readonly (string | number)[]): unknown => {
      if (isOver || !interpreter) return undefined;
      const result = interpreter.call(name, ...args);
      if ('stack' in result) thrown(result);
      settle();
      return 'value' in result ? result.value : undefined;
    };
    /** Nothing is left to wait for: it ends well. */
    const settle = (): void => {
      if (isOver) return;
      const awaits = interpreter?.awaitsMain();
      if (machine.exitCode !== undefined) finish(machine.exitCode);
      else if (machine.crashed) crash(machine.crashed.text, machine.crashed.stack);
      else if (machine.isIdle) {
        const ended = interpreter?.call('__ending', awaits ? UNSETTLED : 0);
        finish(ended && 'value' in ended ? Number(ended.value ?? 0) : 0);
      }
    };
    const machine = hostCalls(process, { version, argv: ['/usr/local/bin/node', script.name, ...script.args] }, turn);
    let interpreter: Interpreter | undefined;
    signal.addEventListener('abort', () => finish(signal.reason === 'SIGINT' ? 130 : 137), { once: true });
    // As process 1 of a container, node has no default for SIGTERM: without a listener it goes on until it is killed.
    onTerminate?.(() => turn('__signal', 'SIGTERM') === true);
    const made = Interpreter.make(machine.call);
    interpreter = made;
    if (signal.aborted) return finish(137);
    thrown(made.evaluate(PRELUDE, 'node:internal'));
    made.setModules(
      (name) => moduleSource(name, made, process),
      (base, name) => (/^[./]/.test(name) ? join(base.replace(/\/[^/]*$/, '') || '/', name) : `${name}\n${base}`),
    );
    if (script.isModule) thrown(made.evaluate(script.text, script.name, 'module'));
    else turn('__runMain', script.prints ? `console.log(${script.text}\n)` : script.text, script.name);
    settle();
  });
};

const notFound = (what: string): string =>
  `throw Object.assign(new Error(${JSON.stringify(`Cannot find ${what}`)}), { code: 'ERR_MODULE_NOT_FOUND' });`;

/** Of a module that is asked for by `import`. @param asked A path, or a name and by whom it was asked for. */
function moduleSource(asked: string, interpreter: Interpreter, { files }: Process): string {
  const [name = '', base = ''] = asked.split('\n');
  if (/^[./]/.test(name)) {
    const text = files.read(name);
    if (text === undefined) return notFound(`module '${name}'`);
    return name.endsWith('.json') ? `export default ${text};` : text;
  }
  const keys = interpreter.call('__builtins', name);
  const names = 'value' in keys && Array.isArray(keys.value) ? (keys.value as string[]) : undefined;
  if (!names) return `export default __import(${JSON.stringify(name)}, ${JSON.stringify(base)});`;
  const own = names.filter((key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default');
  return `const m = __require(${JSON.stringify(name)}, '/'); export default m; ${own.map((key) => `export const ${key} = m.${key};`).join(' ')}`;
}

/** Columns of a stack, as if the script began its first line. */
const columns = (stack: string): string =>
  stack.replace(/:1:(\d+)/g, (as, column) =>
    Number(column) > BEFORE_SCRIPT.length ? `:1:${Number(column) - BEFORE_SCRIPT.length}` : as,
  );

/** The lines before a crash's message: where, and what stands there. */
function place(stack: string, { text, name }: Script, { files }: Process): string {
  const found = /\(?((?:\/|\[)[^\s():]*):(\d+)(?::(\d+))?\)?/.exec(stack.replace(/.*node:internal.*\n?/g, ''));
  if (!found) return '';
  const [, file = '', line = '1', column = '1'] = found;
  const source = (file === name ? text : files.read(file))?.split('\n')[Number(line) - 1];
  return source === undefined ? '' : `${file}:${line}\n${source}\n${' '.repeat(Math.max(0, Number(column) - 1))}^\n\n`;
}

const frames = (stack: string): string =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !/node:internal|\(native\)/.test(line))
    .map((line) => `\n${line.replace(/<anonymous>|<eval>/, 'Object.<anonymous>')}`)
    .join('');

async function scriptOf(
  { argv, cwd, files, stdin, signal }: Process,
  version: string,
): Promise<Script | { readonly code: number; readonly said: string }> {
  const args = argv.slice(1);
  let code: string | undefined;
  let prints = false;
  let module = false;
  while (args[0]?.startsWith('-') && args[0] !== '-') {
    const flag = args.shift()!;
    const [name = '', inline] = flag.split(/=(.*)/s);
    if (name === '--version' || name === '-v') return { code: 0, said: `${version}\n` };
    if (/^(-e|--eval|-p|--print|-pe)$/.test(name)) {
      code = inline ?? args.shift() ?? '';
      prints = name !== '-e' && name !== '--eval';
    } else if (name === '--input-type') module = (inline ?? args.shift()) === 'module';
    else if (/^(-r|--require|--import|--env-file)$/.test(name))
      return { code: 9, said: `node: Portolan does not simulate ${name}\n` };
    else if (
      !/^--(max-|trace-|enable-|no-|unhandled-|stack-|experimental-|disable-|inspect|watch)/.test(name) &&
      name !== '--'
    )
      return { code: 9, said: `node: bad option: ${flag}\n` };
  }
  if (code !== undefined)
    return {
      text: code,
      name: '[eval]',
      args,
      prints,
      isModule: module && !prints,
    };
  const [given, ...rest] = args;
  if (given === undefined || given === '-') {
    const text = await readAll(stdin, signal);
    return { text, name: '[stdin]', args: rest, prints: false, isModule: module };
  }
  const full = join(cwd, given);
  const path = [full, `${full}.js`, `${full}/index.js`].find((name) => files.stat(name)?.type === 'file');
  const text = path === undefined ? undefined : files.read(path);
  if (path === undefined || text === undefined) {
    const said = `node:internal/modules/cjs/loader:1404\n  throw err;\n  ^\n\nError: Cannot find module '${full}'\n    at Function._resolveFilename (node:internal/modules/cjs/loader:1401:15)\n    at Function.executeUserEntryPoint [as runMain] (node:internal/modules/run_main:171:5)\n    at node:internal/main/run_main_module:36:49 {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js ${version}\n`;
    return { code: 1, said };
  }
  const folder = path.replace(/\/[^/]*$/, '');
  const says = files.read(`${folder}/package.json`)?.includes('"module"') ?? false;
  const looks =
    /^\s*(import\s+[\w*{'"]|export\s+(default|const|function|class|async|\{))/m.test(text) && !/\brequire\(/.test(text);
  return {
    text,
    name: path,
    args: rest,
    prints: false,
    isModule: !path.endsWith('.cjs') && (path.endsWith('.mjs') || says || looks),
  };
}

/** `npm start`, `npm run NAME` and `npm test`: a script of package.json. Portolan does not simulate npm's registry, nor what installs from it. */
export const npmProgram: Program = async (process) => {
  const { argv, files, cwd, stdout, stderr, host } = process;
  const [verb = '', ...rest] = argv.slice(1).filter((arg) => !arg.startsWith('-'));
  const name = verb === 'run' || verb === 'run-script' ? (rest[0] ?? '') : verb;
  if (!['run', 'run-script', 'start', 'test'].includes(verb)) {
    stderr.write(`npm: Portolan does not simulate npm ${verb}: it runs scripts of package.json, and has no registry\n`);
    return 1;
  }
  const text = files.read(join(cwd, 'package.json'));
  if (text === undefined) {
    stderr.write(
      `npm error code ENOENT\nnpm error syscall open\nnpm error path ${join(cwd, 'package.json')}\nnpm error errno -2\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${join(cwd, 'package.json')}'\n`,
    );
    return 254;
  }
  const found = JSON.parse(text) as { name?: string; version?: string; scripts?: Record<string, string> };
  const script =
    found.scripts?.[name] ?? (name === 'start' && files.stat(join(cwd, 'server.js')) ? 'node server.js' : undefined);
  const sh = host.programs.get('sh');
  if (script === undefined || !sh) {
    stderr.write(`npm error Missing script: "${name}"\n`);
    return 1;
  }
  stdout.write(`\n> ${found.name ?? ''}@${found.version ?? ''} ${name}\n> ${script}\n\n`);
  return sh({ ...process, argv: ['sh', '-c', script] });
};
