// Whether a text is a whole command, and what bash says when it cannot be one.

import { forEachChild, type ParsedScript, type ParseError, parse, type Script, type SyntaxNode } from 'unbash';
import type { Flavor } from './context.ts';
import { lineAt } from './context.ts';
import { printable } from './quote.ts';

export interface SyntaxError {
  readonly pos: number;
  tell(label: string, flavor: Flavor, interactive: boolean): string;
}

/** True when a prompt should ask for more: an open quote, a here-document, `for … do`, a line that ends in `\` or `|`. */
export function isIncomplete(text: string): boolean {
  if (/(^|[^\\])(\\\\)*\\\n?$/.test(text) && !/\n\n$/.test(text)) return true;
  const script = parse(text);
  const error = firstError(script);
  if (!error) return hasOpenHereDoc(script);
  // An empty group is told before that it has no end.
  const telling = isEmptyGroup(error) ? script.errors?.[1] : error;
  return telling !== undefined && endsEarly(telling, text);
}

function isEmptyGroup({ message }: ParseError): boolean {
  return message.startsWith('expected command in ');
}

function endsEarly(error: ParseError, text: string): boolean {
  if (error.message.startsWith('unterminated')) return true;
  const rest = text.slice(error.pos).replace(/^(\s|#[^\n]*)+/, '');
  return error.message.startsWith('expected') && rest === '';
}

function firstError(script: ParsedScript): ParseError | undefined {
  const own = script.errors?.[0];
  if (own) return own;
  return nestedError(script);
}

/** Mistakes inside $( ) are kept by the inner script, which is parsed when it is first looked at. */
function nestedError(node: SyntaxNode | Script): ParseError | undefined {
  let found: ParseError | undefined;
  forEachChild(node as SyntaxNode, (child) => {
    if (found) return;
    if (child.type === 'Script') {
      const inner = child as ParsedScript;
      found = inner.errors?.[0];
    }
    found ??= nestedError(child);
  });
  return found;
}

function hasOpenHereDoc(node: SyntaxNode | Script): boolean {
  let open = false;
  forEachChild(node as SyntaxNode, (child) => {
    if (open) return;
    open = (child.type === 'HereDoc' && child.closing === undefined) || hasOpenHereDoc(child);
  });
  return open;
}

const OPENERS: Readonly<Record<string, string>> = {
  'double quote': '"',
  'single quote': "'",
  'ANSI-C quote': "'",
  backtick: '`',
  'parameter expansion': '}',
  'command substitution': ')',
  'process substitution': ')',
  'arithmetic expansion': ')',
  'arithmetic command': ')',
};

/** The token at `pos` may not stand there. */
export function unexpected(pos: number, text: string): SyntaxError {
  return told({ pos, message: '' }, pos, text);
}

export function syntaxError(script: ParsedScript, text: string): SyntaxError | undefined {
  const error = firstError(script);
  if (!error) return undefined;
  return told(error, isEmptyGroup(error) ? error.pos + 1 : error.pos, text);
}

function told(error: ParseError, pos: number, text: string): SyntaxError {
  return {
    pos,
    tell(label, flavor, interactive) {
      const open = /^unterminated (.*)$/.exec(error.message);
      const closer = open && OPENERS[open[1]!];
      const lastLine = lineAt(text, text.length) + (text.endsWith('\n') ? 0 : 1);
      const at = (line: number): string => (interactive ? '' : `line ${line}: `);
      const line = lineAt(text, pos);
      const token = tokenAt(text, pos);
      if (flavor === 'ash' || flavor === 'sh') {
        const where = flavor === 'sh' ? `${label}: ${line}: ` : `${label}: ${interactive ? '' : `line ${line}: `}`;
        if (closer) return `${where}syntax error: ${flavor === 'sh' ? 'U' : 'u'}nterminated quoted string\n`;
        const what = token === '' ? 'end of file' : token === '\n' ? 'newline' : token;
        const quoted = /^[\w]+$/.test(token) || token.length > 0 ? `"${what}"` : what;
        return flavor === 'sh'
          ? `${where}Syntax error: ${quoted} unexpected\n`
          : `${where}syntax error: unexpected ${quoted}\n`;
      }
      if (closer) return `${label}: ${at(line)}unexpected EOF while looking for matching \`${closer}'\n`;
      if (token === '') return `${label}: ${at(lastLine)}syntax error: unexpected end of file\n`;
      const shown = token === '\n' ? 'newline' : printable(token);
      const message = `${label}: ${at(line)}syntax error near unexpected token \`${shown}'\n`;
      const source = text.split('\n')[line - 1] ?? '';
      return interactive ? message : `${message}${label}: ${at(line)}\`${source.replace(/\r$/, '')}'\n`;
    },
  };
}

/** The token that a parser stumbles over at `pos`; empty at the end. */
function tokenAt(text: string, pos: number): string {
  const rest = text.slice(pos).replace(/^[ \t]+/, '');
  if (rest === '' || rest.trim() === '') return rest.includes('\n') && text.slice(0, pos).trim() === '' ? '\n' : '';
  return /^(;;&|;;|;&|&&|\|\||\|&|[;&|()<>\n]|[^ \t\n;&|()<>]+)/.exec(rest)?.[0] ?? '';
}
