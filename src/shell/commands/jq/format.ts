// @text, @json, @csv and the other formats. Models jq's src/builtin.c f_format.

import { bytesOf, textOf } from '#machine/bytes.ts';
import { JqError, type Json } from './syntax.ts';
import { jsonText, named, typeOf } from './values.ts';

export function asText(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value);
}

const HTML: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', "'": '&#39;', '"': '&quot;' };

function binary(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

function row(name: string, value: Json): Json[] {
  if (!Array.isArray(value)) throw new JqError(`${named(value)} cannot be ${name}-formatted, only an array can be`);
  return value;
}

function cell(name: string, value: Json, text: (text: string) => string): string {
  if (typeof value === 'number') return jsonText(value);
  if (typeof value === 'boolean') return String(value);
  if (value === null) return '';
  if (typeof value === 'string') return text(value);
  throw new JqError(`${typeOf(value)} (${jsonText(value)}) is not valid in a ${name} row`);
}

export function formatText(name: string, value: Json): string {
  switch (name) {
    case '@text':
      return asText(value);
    case '@json':
      return jsonText(value);
    case '@csv':
      return row('csv', value)
        .map((each) => cell('csv', each, (text) => `"${text.replaceAll('"', '""')}"`))
        .join(',');
    case '@tsv':
      return row('tsv', value)
        .map((each) =>
          cell('tsv', each, (text) =>
            text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n').replaceAll('\r', '\\r'),
          ),
        )
        .join('\t');
    case '@html':
      return asText(value).replace(/[<>&'"]/g, (c) => HTML[c]!);
    case '@uri':
      return [...bytesOf(asText(value))]
        .map((byte) =>
          /[A-Za-z0-9\-_.~]/.test(String.fromCharCode(byte))
            ? String.fromCharCode(byte)
            : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
        )
        .join('');
    case '@sh':
      return (Array.isArray(value) ? value : [value])
        .map((each) => {
          if (typeof each === 'object' && each !== null)
            throw new JqError(`${named(each)} can not be escaped for shell`);
          return typeof each === 'string' ? `'${each.replaceAll("'", "'\\''")}'` : jsonText(each);
        })
        .join(' ');
    case '@base64':
      return btoa(binary(bytesOf(asText(value))));
    case '@base64d': {
      const text = asText(value);
      try {
        const decoded = atob(text.replace(/[-_]/g, (c) => (c === '-' ? '+' : '/')).replace(/=+$/, ''));
        return textOf(Uint8Array.from(decoded, (c) => c.charCodeAt(0)));
      } catch {
        throw new JqError(`${named(value)} is not valid base64 data`);
      }
    }
  }
  throw new JqError(`${name.slice(1)} is not a valid format`);
}
