// if, for, while, case, ( ), { }, (( )), [[ ]].

import type { ArithmeticExpression, Case, CompoundCommand, For, Select, While } from 'unbash';
import { arithmeticOfSource } from './arithmetic.ts';
import { type Context, checkSignal, complain, ExpansionError, Leave, stderr, stdout } from './context.ts';
import { runList, runSubshell } from './evaluate.ts';
import { expandToPattern, expandToText, expandWords } from './expand.ts';
import { inForeground, STATUS_OF_STOPPED, textOf } from './foreground.ts';
import { patternRegExp } from './pattern.ts';
import { copyState, getVar, setVar } from './state.ts';
import { evaluateTest } from './test-expression.ts';
import { trace } from './trace.ts';

/** Iterations between two moments in which the page, the cluster and Ctrl-C get their turn. */
const YIELD_EVERY = 16;

export async function runCompound(node: CompoundCommand, context: Context): Promise<number> {
  const { state } = context;
  switch (node.type) {
    case 'BraceGroup':
      return runList(node.body, context);
    case 'Subshell': {
      const status = await inForeground(
        () => textOf([node], context.source),
        context,
        (own) => {
          const inner: Context = {
            ...own,
            state: copyState(state),
            open: new Map(context.open),
            isSubshell: true,
            loops: 0,
          };
          return runSubshell(inner, () => runList(node.body, inner));
        },
        (code) => code,
      );
      return status ?? STATUS_OF_STOPPED;
    }
    case 'If': {
      const tested: Context = { ...context, tested: true };
      if ((await runList(node.clause, tested)) === 0) return runList(node.then, context);
      for (const branch of node.elif) {
        if ((await runList(branch.clause, tested)) === 0) return runList(branch.then, context);
      }
      return node.else ? runList(node.else, context) : 0;
    }
    case 'For':
      return runFor(node, context);
    case 'While':
      return runWhile(node, context);
    case 'ArithmeticFor': {
      const source = (part: ArithmeticExpression | undefined): string =>
        part ? context.source.slice(part.pos, part.end).trim() : '1';
      await trace(context, `(( ${source(node.initialize)} ))`);
      if (node.initialize) await arithmeticOfSource(source(node.initialize), node.initialize, context);
      return loop(
        context,
        async () => {
          await trace(context, `(( ${source(node.test)} ))`);
          return !node.test || (await arithmeticOfSource(source(node.test), node.test, context)) !== 0n;
        },
        (inner) => runList(node.body, inner),
        async () => {
          await trace(context, `(( ${source(node.update)} ))`);
          if (node.update) await arithmeticOfSource(source(node.update), node.update, context);
        },
      );
    }
    case 'Case':
      return runCase(node, context);
    case 'Select':
      return runSelect(node, context);
    case 'ArithmeticCommand':
      await trace(context, `(( ${node.body.trim()} ))`);
      try {
        return (await arithmeticOfSource(node.body, node.expression, context)) === 0n ? 1 : 0;
      } catch (mistake) {
        // An unset variable under `set -u` ends the script; another mistake is a failure.
        if (!(mistake instanceof ExpansionError) || mistake.status === 127) throw mistake;
        complain(context, `((: ${mistake.message}`, node.pos);
        return 1;
      }
    case 'TestCommand':
      return (await evaluateTest(node.expression, context)) ? 0 : 1;
  }
}

/** Every loop: the test, the body, `break` and `continue` with their counts, and a pause now and then. */
async function loop(
  context: Context,
  goesOn: () => Promise<boolean>,
  body: (inner: Context) => Promise<number>,
  after: () => Promise<void> = async () => {},
): Promise<number> {
  const inner: Context = { ...context, loops: context.loops + 1 };
  let status = 0;
  for (let turn = 1; ; turn++) {
    if (turn % YIELD_EVERY === 0) await context.runtime.host.sleep(0);
    checkSignal(context);
    try {
      if (!(await goesOn())) return status;
      status = await body(inner);
    } catch (thrown) {
      if (!(thrown instanceof Leave) || (thrown.how !== 'break' && thrown.how !== 'continue')) throw thrown;
      status = 0;
      if (thrown.value > 1 && context.loops > 0) throw new Leave(thrown.how, thrown.value - 1);
      if (thrown.how === 'break') return 0;
    }
    await after();
  }
}

async function runFor({ name, wordlist, body }: For, context: Context): Promise<number> {
  const words = wordlist ? await expandWords(wordlist, context) : [...context.state.positional];
  let next = 0;
  return loop(
    context,
    async () => {
      if (next >= words.length) return false;
      if (!setVar(context.state, name.value, words[next++]!))
        throw new ExpansionError(`${name.value}: readonly variable`);
      await trace(context, `for ${name.value} in ${wordlist ? wordlist.map((word) => word.text).join(' ') : '"$@"'}`);
      return true;
    },
    (inner) => runList(body, inner),
  );
}

async function runWhile({ kind, clause, body }: While, context: Context): Promise<number> {
  const tested: Context = { ...context, tested: true, loops: context.loops + 1 };
  return loop(
    context,
    async () => ((await runList(clause, tested)) === 0) === (kind === 'while'),
    (inner) => runList(body, inner),
  );
}

async function runCase({ word, items }: Case, context: Context): Promise<number> {
  await trace(context, `case ${word.text} in`);
  const text = await expandToText(word, context);
  const extended = context.state.options.has('extglob');
  const nocase = context.state.options.has('nocasematch');
  let status = 0;
  let falls = false;
  for (const item of items) {
    let matches = falls;
    for (const pattern of item.pattern) {
      if (matches) break;
      matches = patternRegExp(await expandToPattern(pattern, context), nocase ? 'i' : '', { extended }).test(text);
    }
    if (!matches) continue;
    status = await runList(item.body, context);
    if (item.terminator === ';&') falls = true;
    else if (item.terminator === ';;&') falls = false;
    else break;
  }
  return status;
}

async function runSelect({ name, wordlist, body }: Select, context: Context): Promise<number> {
  const words = wordlist ? await expandWords(wordlist, context) : [...context.state.positional];
  const menu = words.map((word, index) => `${index + 1}) ${word}\n`).join('');
  let shown = false;
  let ended = false;
  const status = await loop(
    context,
    async () => {
      if (!shown) stderr(context).write(menu);
      shown = true;
      stderr(context).write(getVar(context.state, 'PS3') ?? '#? ');
      const line = await context.open.get(0)?.input?.readLine(context.signal);
      if (!line?.complete && !line?.text) {
        stdout(context).write('\n');
        ended = true;
        return false;
      }
      shown = line.text !== '';
      setVar(context.state, 'REPLY', line.text);
      setVar(context.state, name.value, words[Number(line.text) - 1] ?? '');
      return true;
    },
    (inner) => runList(body, inner),
  );
  return ended ? 1 : status;
}
