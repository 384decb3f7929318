// QuickJS in WebAssembly, as a box: what runs in it has memory and time of its own, and sees the world only by one function.

import variant from '@jitl/quickjs-singlefile-mjs-release-sync';
import { newQuickJSWASMModuleFromVariant, type QuickJSContext, type QuickJSHandle } from 'quickjs-emscripten-core';

const MEMORY_BYTES = 128 * 1024 * 1024;
const STACK_BYTES = 1024 * 1024;
/** How often QuickJS asks whether to go on, in one turn: every ten thousand steps. A loop without an end is let go on for about a second. */
const MOST_ASKS = 4000;

/** What stands before a script in its first line. */
export const BEFORE_SCRIPT = '(function (exports, require, module, __filename, __dirname) { ';

let engine: Awaited<ReturnType<typeof newQuickJSWASMModuleFromVariant>> | undefined;

/** Once, before the first `Interpreter`: from then on each is made at once. */
export async function loadEngine(): Promise<void> {
  engine ??= await newQuickJSWASMModuleFromVariant(variant);
}

/** What a script asks of the machine; what it returns goes back as JSON. Undefined: nothing. */
export type HostCall = (op: string, args: readonly unknown[]) => unknown;

export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

export class Interpreter {
  readonly #context: QuickJSContext;
  #asks = 0;
  /** What a module that is the main script comes to. */
  #main: QuickJSHandle | undefined;
  #isOver = false;

  private constructor(context: QuickJSContext) {
    this.#context = context;
  }

  /** @throws Before `loadEngine` was done. */
  static make(call: HostCall): Interpreter {
    if (!engine) throw new Error('the interpreter is not loaded');
    const runtime = engine.newRuntime();
    runtime.setMemoryLimit(MEMORY_BYTES);
    runtime.setMaxStackSize(STACK_BYTES);
    const context = runtime.newContext();
    const made = new Interpreter(context);
    runtime.setInterruptHandler(() => made.#asks++ > MOST_ASKS);
    made.#define('__host', (op, args) => {
      const answer = call(context.getString(op!), JSON.parse(context.getString(args!)) as unknown[]);
      return answer === undefined ? context.undefined : context.newString(JSON.stringify(answer));
    });
    made.#define('__compile', (text, name) => {
      const wrapped = `${BEFORE_SCRIPT}${context.getString(text!)}\n})`;
      const result = context.evalCode(wrapped, context.getString(name!));
      if (result.error) return { error: result.error };
      return result.value;
    });
    return made;
  }

  #define(name: string, run: (...args: QuickJSHandle[]) => QuickJSHandle | { error: QuickJSHandle }): void {
    this.#context.newFunction(name, run).consume((handle) => this.#context.setProp(this.#context.global, name, handle));
  }

  /** Modules by `import`: their sources, by full name. */
  setModules(source: (name: string) => string, resolve: (base: string, name: string) => string): void {
    this.#context.runtime.setModuleLoader(source, resolve);
  }

  /** Undefined: it went well, as far as it has gone. */
  evaluate(text: string, name: string, type: 'global' | 'module' = 'global'): Thrown | undefined {
    return this.#settled(() => {
      const result = this.#context.evalCode(text, name, { type });
      if (type === 'module' && !result.error) this.#main = result.value.dup();
      return result;
    });
  }

  /** Does the main module still await something? One that has failed is told to `__uncaught`, once. */
  awaitsMain(): boolean {
    if (!this.#main || this.#isOver) return false;
    const context = this.#context;
    const state = context.getPromiseState(this.#main);
    if (state.type === 'pending') return true;
    this.#main = undefined;
    if (state.type === 'rejected') {
      const run = context.getProp(context.global, '__uncaught');
      this.#settled(() => context.callFunction(run, context.undefined, state.error));
    }
    return false;
  }

  /** Calls a function of the global object with texts and numbers. What it returns comes back as a value. */
  call(name: string, ...args: readonly (string | number)[]): { readonly value: unknown } | Thrown {
    let value: unknown;
    const thrown = this.#settled(() => {
      const context = this.#context;
      const run = context.getProp(context.global, name);
      const given = args.map((arg) => (typeof arg === 'string' ? context.newString(arg) : context.newNumber(arg)));
      const result = context.callFunction(run, context.undefined, ...given);
      for (const handle of [run, ...given]) handle.dispose();
      if (!result.error) value = context.dump(result.value);
      return result;
    });
    return thrown ?? { value };
  }

  #settled(run: () => ReturnType<QuickJSContext['evalCode']>): Thrown | undefined {
    if (this.#isOver) return undefined;
    this.#asks = 0;
    const result = run();
    if (result.error) return this.#thrown(result.error);
    result.value.dispose();
    return this.#jobs();
  }

  /** What promises have waiting. */
  #jobs(): Thrown | undefined {
    const done = this.#context.runtime.executePendingJobs();
    return done.error ? this.#thrown(done.error) : undefined;
  }

  #thrown(error: QuickJSHandle): Thrown {
    const dumped = this.#context.dump(error) as (Partial<Thrown> & { code?: string }) | string | undefined;
    error.dispose();
    if (typeof dumped !== 'object' || dumped === null) return { name: 'Error', message: String(dumped), stack: '' };
    const { message = '', stack = '', code } = dumped;
    const name = `${dumped.name ?? 'Error'}${code?.startsWith('ERR_') ? ` [${code}]` : ''}`;
    if (message === 'interrupted')
      return { name, message: 'Portolan stopped this script: it ran on and on without waiting for anything', stack };
    return { name, message, stack };
  }

  dispose(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // What the script still holds goes with its memory: disposing of a runtime that runs is an error.
  }
}
