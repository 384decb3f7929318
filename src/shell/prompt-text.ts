// PS1, PS2 and `${x@P}`: backslashes in a prompt. Models bash's parse.y, decode_prompt_string.

import type { Context } from './context.ts';
import { expandTextLike } from './expand.ts';
import { getVar } from './state.ts';
import { strftime } from './strftime.ts';

/** With the backslashes decoded, and expansions not yet made. */
export function decodedPrompt(text: string, { runtime, state }: Context): string {
  const { host } = runtime;
  const home = getVar(state, 'HOME') ?? host.homeDir;
  const { cwd } = state;
  const folder = cwd === home ? '~' : cwd.startsWith(`${home}/`) && home !== '/' ? `~${cwd.slice(home.length)}` : cwd;
  const date = (format: string): string => strftime(format, host.now());
  const one = (what: string): string => {
    switch (what[0]) {
      case 'u':
        return host.user;
      case 'h':
        return host.hostname.replace(/\..*$/, '');
      case 'H':
        return host.hostname;
      case 'w':
        return folder;
      case 'W':
        return folder === '/' ? folder : folder.replace(/^.*\//, '');
      case '$':
        return host.user === 'root' ? '#' : '$';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 'e':
        return '\x1b';
      case 'a':
        return '\x07';
      case '[':
      case ']':
        return '';
      case 't':
        return date('%H:%M:%S');
      case 'T':
        return date('%I:%M:%S');
      case '@':
        return date('%I:%M %p');
      case 'A':
        return date('%H:%M');
      case 'd':
        return date('%a %b %d');
      case 'D':
        return date(what.slice(2, -1) || '%X');
      case 'j':
        return String(runtime.jobs.all.length);
      case 'l':
        return 'pts/0';
      case 's':
        return state.arg0.replace(/^.*\/|^-/g, '');
      case 'v':
        return '5.2';
      case 'V':
        return '5.2.15';
      case '!':
      case '#':
        return String(runtime.history().length + 1);
      case '\\':
        return '\\';
      default:
        return String.fromCharCode(Number.parseInt(what, 8));
    }
  };
  return text.replace(/\\(D\{[^}]*\}|[0-7]{3}|[uhHwW$nrea[\]tT@AdjlsvV!#\\])/g, (_, what: string) => one(what));
}

export async function promptText(text: string, context: Context): Promise<string> {
  const decoded = decodedPrompt(text, context);
  if (!/[$`]/.test(decoded)) return decoded;
  // A dollar that begins no expansion is a prompt's end.
  const { status } = context.state;
  const quoted = decoded.replace(/["\\]/g, '\\$&').replace(/\$(?![\w{(?#@*$!-])/g, '\\$');
  const expanded = await expandTextLike(`"${quoted}"`, context);
  context.state.status = status;
  return expanded;
}
