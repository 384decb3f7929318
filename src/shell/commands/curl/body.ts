// What curl sends: data, a form of several parts, or a file. Models lib/mime.c and tool_formparse.c.

import { join } from '#machine/path.ts';
import type { Process } from '#machine/program.ts';
import type { CurlFailure } from './errors.ts';
import type { CurlOptions } from './options.ts';

export interface Sent {
  readonly method: string;
  readonly body: string;
  /** Undefined: it says none. */
  readonly contentType?: string;
  /** Is there something to send, if only an empty text? */
  readonly sends: boolean;
}

/** Source: lib/mime.c, ContentType. */
const TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  htm: 'text/html',
  html: 'text/html',
  pdf: 'application/pdf',
  xml: 'application/xml',
};

/** @param input Standard input, for `-T -`. */
export function bodyOf(options: CurlOptions, process: Process, input: string): Sent | CurlFailure {
  const { data, get, json, head, form, upload } = options;
  const method = (fallback: string): string => options.method ?? (head ? 'HEAD' : fallback);
  const read = (name: string): string | undefined =>
    name === '-' || name === '.' ? input : process.files.read(join(process.cwd, name));
  if (upload !== undefined) {
    const body = read(upload);
    if (body === undefined) return { exit: 26, text: `Can't open '${upload}'!` };
    return { method: method('PUT'), body, sends: true };
  }
  if (form.length > 0) {
    const random = Math.floor(process.host.random() * 2 ** 52);
    const boundary = `------------------------${random.toString(16).padStart(16, '0')}`;
    let body = '';
    for (const part of form) {
      const made = partOf(part, read);
      if (made === undefined) return { exit: 26, text: 'Failed to open/read local data from file/application' };
      body += `--${boundary}\r\n${made}\r\n`;
    }
    const contentType = `multipart/form-data; boundary=${boundary}`;
    return { method: method('POST'), body: `${body}--${boundary}--\r\n`, contentType, sends: true };
  }
  const sends = data.length > 0 && !get;
  const contentType = json ? 'application/json' : 'application/x-www-form-urlencoded';
  return { method: method(sends ? 'POST' : 'GET'), body: get ? '' : data.join(json ? '' : '&'), contentType, sends };
}

/** `name=value`, `name=@file;type=text/plain;filename=other`, `name=<file`. Undefined: the file cannot be read. */
function partOf(
  { text, isPlain }: CurlOptions['form'][number],
  read: (name: string) => string | undefined,
): string | undefined {
  const at = text.indexOf('=');
  const [name, given] = [text.slice(0, at), text.slice(at + 1)];
  const disposition = `Content-Disposition: form-data; name="${name}"`;
  if (isPlain) return `${disposition}\r\n\r\n${given}`;
  const [value = '', ...rest] = given.split(';');
  const parameters = new Map(rest.map((each) => each.trim().split(/=(.*)/s).slice(0, 2) as [string, string]));
  const type = parameters.get('type');
  if (value.startsWith('@')) {
    const path = value.slice(1);
    const body = read(path);
    const file = parameters.get('filename') ?? path.replace(/^.*\//, '');
    const known = type ?? TYPES[file.split('.').at(-1)!.toLowerCase()] ?? 'application/octet-stream';
    return body === undefined
      ? undefined
      : `${disposition}; filename="${file}"\r\nContent-Type: ${known}\r\n\r\n${body}`;
  }
  const body = value.startsWith('<') ? read(value.slice(1)) : type === undefined ? given : value;
  return body === undefined ? undefined : `${disposition}${type ? `\r\nContent-Type: ${type}` : ''}\r\n\r\n${body}`;
}
