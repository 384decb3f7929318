// What the simulated main processes have in common: programs and scripts, flags, and times in logs.

import { byteLength } from '#machine/bytes.ts';
import type { HttpHeaders, HttpResponse } from '#machine/http.ts';
import type { TcpStream } from '#machine/stream.ts';
import type { MainProcess, ScriptProcess, ServerView } from '../image.ts';

/** A command that is not the image's own server: a program of the shell room, or the runtime's complaint. */
export function programOrError(argv: readonly string[], programs: readonly string[]): MainProcess | ScriptProcess {
  const [command = ''] = argv;
  if (programs.includes(nameOf(command))) return { script: argv };
  const why = command.includes('/')
    ? `stat ${command}: no such file or directory`
    : 'executable file not found in $PATH';
  return { listeners: [], startError: `exec: "${command}": ${why}` };
}

/** `sh` for `/bin/sh`; other folders are part of the name, so that `/opt/sh` is not found. */
export function nameOf(command: string): string {
  return command.replace(/^\/(?:usr\/)?(?:local\/)?s?bin\//, '');
}

/** A process that writes something and ends. */
export function endsWith(code: number): MainProcess {
  return { listeners: [], exits: { afterMs: 20, code } };
}

/** Go's flag package and pflag: `-text=x`, `--text=x`, `-text x`. A flag without a value is `true`. */
export function parseFlags(args: readonly string[]): ReadonlyMap<string, string> {
  const flags = new Map<string, string>();
  for (let i = 0; i < args.length; i++) {
    const match = /^--?([^=-][^=]*)(?:=([\s\S]*))?$/.exec(args[i]!);
    if (!match) continue;
    const [, name = '', inline] = match;
    const next = args[i + 1];
    if (inline !== undefined) flags.set(name, inline);
    else if (next !== undefined && !next.startsWith('-')) {
      flags.set(name, next);
      i++;
    } else flags.set(name, 'true');
  }
  return flags;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const two = (n: number): string => String(n).padStart(2, '0');

/** `2024/05/01 12:00:00`: Go's log package, and nginx's error log. */
export const slashTime = bySecond((ms) => {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '/')} ${iso.slice(11, 19)}`;
});

/** `01/May/2024:12:00:00 +0000`: the common log format. */
export const commonLogTime = bySecond((ms) => {
  const date = new Date(ms);
  return `${two(date.getUTCDate())}/${MONTHS[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
});

/** `I0501 12:00:00.000000       1 log.go:245] text`: klog. */
export function klogLine(ms: number, text: string): string {
  const iso = new Date(ms).toISOString();
  return `I${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 log.go:245] ${text}`;
}

/** `Wed, 01 May 2024 12:00:00 GMT`. */
export const httpDate = bySecond((ms) => new Date(ms).toUTCString());

/** A time in whole seconds: many a line and an answer are of the same. */
function bySecond(show: (ms: number) => string): (ms: number) => string {
  let second = Number.NaN;
  let text = '';
  return (ms) => {
    const now = Math.floor(ms / 1000);
    if (now !== second) {
      text = show(ms);
      second = now;
    }
    return text;
  };
}

export { byteLength };

/** A header's name as a Go server shows it, however it was sent: `X-Real-Ip`. Source: net/textproto CanonicalMIMEHeaderKey. */
export function goHeaderName(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** An answer of Go's net/http, with its headers in its order. */
export function goResponse(
  container: ServerView,
  status: number,
  body: string,
  headers: HttpHeaders = [],
): HttpResponse {
  return {
    status,
    headers: [
      ...headers,
      ['Date', httpDate(container.now())],
      ['Content-Length', String(byteLength(body))],
      ['Content-Type', 'text/plain; charset=utf-8'],
    ],
    body,
  };
}

/** Reads what comes, says nothing, and closes when the other side does. */
export async function untilEnd(stream: TcpStream): Promise<void> {
  while ((await stream.read()) !== undefined);
  stream.close();
}

/** What stood in the request line: dots are as the client sent them. */
export const targetOf = (url: string): string => {
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/#.*/s, '');
  return target.startsWith('/') ? target : `/${target}`;
};

/** Path and query of an absolute URL. `uri` is as it was sent. */
export function pathOf(url: string): { readonly path: string; readonly query: URLSearchParams; readonly uri: string } {
  const { pathname, searchParams } = new URL(url);
  return { path: pathname, query: searchParams, uri: targetOf(url) };
}

/** A client's port, which the simulated network does not track. */
export function clientPort(container: ServerView): number {
  return 32_768 + Math.floor(container.random() * 28_232);
}

/** BusyBox-like userland that most images with a shell have. */
export const COREUTILS: readonly string[] = [
  ...[
    'sh',
    'ls',
    'cat',
    'echo',
    'env',
    'hostname',
    'tar',
    'pwd',
    'grep',
    'sed',
    'awk',
    'head',
    'tail',
    'sort',
    'uniq',
    'wc',
    'cut',
    'tr',
    'tee',
    'xargs',
  ],
  ...[
    'find',
    'cp',
    'mv',
    'rm',
    'mkdir',
    'rmdir',
    'touch',
    'chmod',
    'ln',
    'date',
    'sleep',
    'seq',
    'printf',
    'test',
    '[',
    'true',
    'false',
    'yes',
    'id',
    'whoami',
  ],
  ...[
    'uname',
    'basename',
    'dirname',
    'base64',
    'sha256sum',
    'md5sum',
    'stat',
    'du',
    'diff',
    'rev',
    'tac',
    'paste',
    'expr',
    'timeout',
    'which',
    'kill',
  ],
];
/** What a BusyBox build adds for the network. */
export const BUSYBOX_NETWORK: readonly string[] = [
  'wget',
  'nslookup',
  'ping',
  'nc',
  'ps',
  'ip',
  'netstat',
  'vi',
  'watch',
  'clear',
  'traceroute',
  'telnet',
];
