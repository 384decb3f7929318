// sed: s///, p, d, q, y///, =, with line numbers, ranges, `$` and /patterns/; -n, -E, -i, -e.

import { join } from '#machine/path.ts';
import type { Program } from '#machine/program.ts';
import { readAll } from '#machine/text-input.ts';
import { regExpOf } from '../text/text.ts';
import { parseOptions, readNamed } from '../tool.ts';

type Address = { readonly line: number } | { readonly last: true } | { readonly pattern: RegExp };

interface Step {
  readonly from?: Address;
  readonly to?: Address;
  readonly not: boolean;
  readonly kind: string;
  readonly pattern?: RegExp;
  readonly replacement?: string;
  readonly prints?: boolean;
  readonly which?: number;
  readonly text?: string;
  active: boolean;
}

export const sed: Program = async (process) => {
  const options = parseOptions(process, 'nErsi', 'e', {
    quiet: 'n',
    'regexp-extended': 'E',
    'in-place': 'i',
    expression: 'e',
  });
  if (!options) return 1;
  const { on, rest } = options;
  const script = on.get('e') ?? rest[0];
  if (script === undefined) {
    process.stderr.write('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n');
    return 1;
  }
  const steps = parseScript(script, on.has('E') || on.has('r'));
  if (typeof steps === 'string') {
    process.stderr.write(`sed: -e expression #1, ${steps}\n`);
    return 1;
  }
  const files = on.has('e') ? rest : rest.slice(1);
  if (!on.has('i')) {
    let failed = false;
    let text = '';
    for (const file of files.length > 0 ? files : ['-']) {
      text +=
        file === '-'
          ? await readAll(process.stdin, process.signal)
          : (readNamed(process, file, () => {
              failed = true;
            }) ?? '');
    }
    process.stdout.write(edit(text, steps, on.has('n')));
    return failed ? 2 : 0;
  }
  for (const file of files) {
    const text = readNamed(process, file, () => {});
    if (text === undefined) return 4;
    process.files.write(join(process.cwd, file), edit(text, steps, on.has('n')));
  }
  return 0;
};

function edit(text: string, steps: readonly Step[], quiet: boolean): string {
  for (const step of steps) step.active = false;
  const all = text.split('\n');
  const ends = all.at(-1) === '';
  if (ends) all.pop();
  let out = '';
  for (const [index, original] of all.entries()) {
    let line: string | undefined = original;
    let appended = '';
    let quits = false;
    for (const step of steps) {
      if (line === undefined || quits) break;
      if (applies(step, line, index + 1, index === all.length - 1) === step.not) continue;
      if (step.kind === 'd') line = undefined;
      else if (step.kind === 'p') out += `${line}\n`;
      else if (step.kind === '=') out += `${index + 1}\n`;
      else if (step.kind === 'q') quits = true;
      else if (step.kind === 'i') out += `${step.text}\n`;
      else if (step.kind === 'a') appended += `${step.text}\n`;
      else if (step.kind === 'c') {
        out += `${step.text}\n`;
        line = undefined;
      } else if (step.kind === 's') {
        const before: string = line;
        line = substitute(step, before);
        if (step.prints && line !== before) out += `${line}\n`;
      }
    }
    if (line !== undefined && !quiet) out += index === all.length - 1 && !ends ? line : `${line}\n`;
    out += appended;
    if (quits) break;
  }
  return out;
}

function substitute({ pattern, replacement = '', which = 1 }: Step, line: string): string {
  let n = 0;
  return line.replace(pattern!, (...found: unknown[]) => {
    n++;
    const match = String(found[0]);
    if (n < which) return match;
    return replacement.replace(/\\([0-9n&\\/])|&/g, (whole, escaped?: string) => {
      if (whole === '&') return match;
      if (escaped === 'n') return '\n';
      if (/\d/.test(escaped!))
        return escaped === '0'
          ? match
          : typeof found[Number(escaped)] === 'string'
            ? String(found[Number(escaped)])
            : '';
      return escaped!;
    });
  });
}

function applies(step: Step, line: string, number: number, isLast: boolean): boolean {
  const at = (address: Address): boolean =>
    'line' in address ? address.line === number : 'last' in address ? isLast : address.pattern.test(line);
  if (!step.from) return true;
  if (!step.to) return at(step.from);
  if (step.active) {
    if ('line' in step.to ? number >= step.to.line : at(step.to)) step.active = false;
    return true;
  }
  if (!at(step.from)) return false;
  step.active = !('line' in step.to && step.to.line <= number);
  return true;
}

function parseScript(script: string, extended: boolean): Step[] | string {
  const steps: Step[] = [];
  let i = 0;
  const upTo = (delimiter: string): string | undefined => {
    let out = '';
    for (; i < script.length; i++) {
      const c = script[i]!;
      if (c === '\\' && script[i + 1] === delimiter && delimiter !== '\\') {
        out += delimiter;
        i++;
      } else if (c === '\\') out += c + (script[++i] ?? '');
      else if (c === delimiter) {
        i++;
        return out;
      } else out += c;
    }
    return undefined;
  };
  const regExp = (source: string, flags = ''): RegExp | undefined => {
    try {
      return new RegExp(regExpOf(source, extended), flags);
    } catch {
      return undefined;
    }
  };
  const address = (): Address | undefined => {
    const number = /^\d+/.exec(script.slice(i));
    if (number) {
      i += number[0].length;
      return { line: Number(number[0]) };
    }
    if (script[i] === '$') {
      i++;
      return { last: true };
    }
    if (script[i] !== '/') return undefined;
    i++;
    const pattern = regExp(upTo('/') ?? '');
    return pattern && { pattern };
  };
  while (i < script.length) {
    if (/[\s;]/.test(script[i]!)) {
      i++;
      continue;
    }
    const from = address();
    let to: Address | undefined;
    if (from && script[i] === ',') {
      i++;
      to = address();
    }
    while (script[i] === ' ') i++;
    const not = script[i] === '!';
    if (not) i++;
    const kind = script[i++] ?? '';
    const base = { ...(from ? { from } : {}), ...(to ? { to } : {}), not, kind, active: false };
    if (kind === '') return `char ${i - 1}: missing command`;
    if ('pdq='.includes(kind)) steps.push(base);
    else if ('aic'.includes(kind)) {
      const text = /^\\?\n?\s*([^\n]*)/.exec(script.slice(i))!;
      i += text[0].length;
      steps.push({ ...base, text: text[1]! });
    } else if (kind === 's') {
      const delimiter = script[i++] ?? '';
      const source = upTo(delimiter);
      const replacement = source === undefined ? undefined : upTo(delimiter);
      if (source === undefined || replacement === undefined) return `char ${script.length}: unterminated \`s' command`;
      const flags = /^[gpiI0-9]*/.exec(script.slice(i))![0];
      i += flags.length;
      if (i < script.length && !/[\s;}]/.test(script[i]!)) return `char ${i + 1}: unknown option to \`s'`;
      const which = Number(/\d+/.exec(flags)?.[0] ?? 1);
      const pattern = regExp(source, `${flags.includes('g') || which > 1 ? 'g' : ''}${/i/i.test(flags) ? 'i' : ''}`);
      if (!pattern) return `char ${i}: Invalid regular expression`;
      steps.push({ ...base, pattern, replacement, prints: flags.includes('p'), which });
    } else return `char ${i}: unknown command: \`${kind}'`;
  }
  return steps;
}
