// A function as `declare -f` and `type` show it: laid out anew from its syntax tree. Models bash's print_cmd.c.

import type {
  Command,
  CommandNode,
  CompoundCommand,
  CompoundList,
  If,
  PipelineNode,
  Redirection,
  Statement,
  TestExpression,
} from 'unbash';
import type { ShellFunction } from './state.ts';

const STEP = 4;

export function shownFunction(name: string, { node, source }: ShellFunction): string {
  return new Printer(source).definition(name, node.body);
}

class Printer {
  readonly #source: string;
  /** Bodies of here-documents that are to follow the line. */
  #documents = '';

  constructor(source: string) {
    this.#source = source;
  }

  definition(name: string, body: CommandNode | CompoundList, indent = 0): string {
    const redirected = body.type === 'Redirected' ? body : undefined;
    const inner = redirected ? redirected.command : body;
    const list = inner.type === 'BraceGroup' ? inner.body : inner.type === 'CompoundList' ? inner : undefined;
    const space = ' '.repeat(indent);
    const lines = list
      ? this.#list(list, indent + STEP)
      : ' '.repeat(indent + STEP) + this.#node(inner as CommandNode, indent + STEP);
    return `${name} () \n${space}{ \n${lines}\n${space}}${this.#redirections(redirected?.redirects ?? [])}`;
  }

  /** Indented, without an end of line. */
  #list({ commands }: CompoundList, indent: number): string {
    return ' '.repeat(indent) + this.#statements(commands, indent);
  }

  #statements(commands: readonly Statement[], indent: number): string {
    let out = '';
    commands.forEach((statement, index) => {
      const isLast = index === commands.length - 1;
      out += this.#statement(statement, indent);
      const documents = this.#documents;
      this.#documents = '';
      if (documents) out += `\n${documents}`;
      if (statement.background) out += isLast ? ' &' : ' & ';
      else if (!isLast) out += `${documents ? '' : ';'}\n${' '.repeat(indent)}`;
    });
    return out;
  }

  #statement({ command }: Statement, indent: number): string {
    if (command.type !== 'AndOr') return this.#pipeline(command, indent);
    return command.commands
      .map((each, index) => `${index > 0 ? ` ${command.operators[index - 1]} ` : ''}${this.#pipeline(each, indent)}`)
      .join('');
  }

  #pipeline(node: PipelineNode, indent: number): string {
    if (node.type !== 'Pipeline') return this.#node(node, indent);
    const prefix = node.prefixes
      .map((each) => (each.type === 'Negation' ? '! ' : each.posix ? 'time -p ' : 'time '))
      .join('');
    const stages = node.commands.map((each, index) => {
      const joint = index === 0 ? '' : node.operators[index - 1] === '|&' ? ' 2>&1 | ' : ' | ';
      return joint + this.#node(each, indent);
    });
    return prefix + stages.join('');
  }

  #node(node: CommandNode, indent: number): string {
    switch (node.type) {
      case 'Command':
        return this.#command(node);
      case 'Redirected':
        return this.#compound(node.command, indent) + this.#redirections(node.redirects);
      case 'Function':
        return `function ${this.definition(node.name.text, node.body, indent)}`;
      case 'Coproc': {
        const inner = node.body.type === 'CompoundList' ? this.#list(node.body, indent) : this.#node(node.body, indent);
        return `coproc ${node.name?.text ?? 'COPROC'} ${inner}`;
      }
      default:
        return this.#compound(node, indent);
    }
  }

  #command({ name, prefix, suffix }: Command): string {
    const redirections: Redirection[] = [];
    const words: string[] = [];
    for (const each of [...prefix, ...(name ? [name] : []), ...suffix]) {
      if (each.type === 'Word' || each.type === 'Assignment') words.push(each.text);
      else redirections.push(each);
    }
    return (words.join(' ') + this.#redirections(redirections)).trimStart();
  }

  #redirections(list: readonly Redirection[]): string {
    return list.map((each) => ` ${this.#redirection(each)}`).join('');
  }

  #redirection(each: Redirection): string {
    const { descriptor } = each;
    const number =
      descriptor === undefined
        ? ''
        : descriptor.type === 'FileDescriptor'
          ? String(descriptor.value)
          : `{${descriptor.name}}`;
    if (each.type === 'HereDoc') {
      const { delimiter, body } = each;
      this.#documents += `${body.text}${delimiter?.value ?? ''}\n`;
      return `${number}${each.operator}${delimiter?.text ?? ''}`;
    }
    const target = each.target?.text ?? '';
    if (each.operator === '>&' || each.operator === '<&')
      return `${number || (/^\d+$/.test(target) ? (each.operator === '>&' ? '1' : '0') : '')}${each.operator}${target}`;
    return `${number}${each.operator} ${target}`;
  }

  /** Between `do` and `done`, say. */
  #body(list: CompoundList, indent: number): string {
    const lines = this.#list(list, indent + STEP);
    return `${lines}${/[&\n]$/.test(lines) ? '' : ';'}\n`;
  }

  #compound(node: CompoundCommand, indent: number): string {
    const space = ' '.repeat(indent);
    const text = (from: number, to: number): string => this.#source.slice(from, to);
    const body = (list: CompoundList): string => this.#body(list, indent);
    const words = (list: readonly { readonly text: string }[] | undefined): string =>
      list ? list.map((word) => word.text).join(' ') : '"$@"';
    switch (node.type) {
      case 'BraceGroup':
        return `{ \n${this.#list(node.body, indent + STEP)}\n${space}}`;
      case 'Subshell':
        return `( ${this.#statements(node.body.commands, indent)} )`;
      case 'If':
        return this.#if(node, indent);
      case 'For':
        return `for ${node.name.text} in ${words(node.wordlist)};\n${space}do\n${body(node.body)}${space}done`;
      case 'Select':
        return `select ${node.name.text} in ${words(node.wordlist)};\n${space}do\n${body(node.body)}${space}done`;
      case 'ArithmeticFor': {
        const head = /^for\s*\(\(([\s\S]*?)\)\)/.exec(text(node.pos, node.body.pos))?.[1] ?? '';
        return `for ((${head}))\n${space}do\n${body(node.body)}${space}done`;
      }
      case 'While':
        return `${node.kind} ${this.#statements(node.clause.commands, indent)}; do\n${body(node.body)}${space}done`;
      case 'Case': {
        const items = node.items.map((item) => {
          const lines = item.body.commands.length > 0 ? this.#list(item.body, indent + 2 * STEP) : '';
          const at = ' '.repeat(indent + STEP);
          return `${at}${item.pattern.map((word) => word.text).join(' | ')})\n${lines}\n${at}${item.terminator ?? ';;'}\n`;
        });
        return `case ${node.word.text} in \n${items.join('')}${space}esac`;
      }
      case 'TestCommand':
        return `[[ ${this.#test(node.expression)} ]]`;
      case 'ArithmeticCommand':
        return `((${node.body}))`;
    }
  }

  #if(node: If, indent: number): string {
    return this.#branches([node, ...node.elif], node.else, indent);
  }

  /** What follows `elif` is shown as an `if` of its own. */
  #branches(
    branches: readonly Pick<If, 'clause' | 'then'>[],
    otherwise: CompoundList | undefined,
    indent: number,
  ): string {
    const [first, ...rest] = branches;
    const space = ' '.repeat(indent);
    let out = `if ${this.#statements(first!.clause.commands, indent)}; then\n${this.#body(first!.then, indent)}`;
    if (rest.length > 0)
      out += `${space}else\n${space}${' '.repeat(STEP)}${this.#branches(rest, otherwise, indent + STEP)};\n`;
    else if (otherwise) out += `${space}else\n${this.#body(otherwise, indent)}`;
    return `${out}${space}fi`;
  }

  #test(node: TestExpression): string {
    switch (node.type) {
      case 'TestUnary':
        return `${node.operator} ${node.operand.text}`;
      case 'TestBinary':
        return `${node.left.text} ${node.operator} ${node.right.text}`;
      case 'TestLogical':
        return node.operands.map((each) => this.#test(each)).join(` ${node.operator} `);
      case 'TestNot':
        return `${'! '.repeat(node.negations.length)}${this.#test(node.operand)}`;
      case 'TestGroup':
        return `( ${this.#test(node.expression)} )`;
    }
  }
}
