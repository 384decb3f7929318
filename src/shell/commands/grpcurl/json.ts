// Request data as grpcurl reads it: JSON values one after the other. Words are those of Go's encoding/json and of protoreflect's dynamic messages.

import { type DescMessage, fromJson, type JsonValue, type Registry, toBinary } from '@bufbuild/protobuf';

/** The values of a text, or what Go says of it. */
export function jsonValues(text: string): readonly JsonValue[] | { readonly wrong: string } {
  const values: JsonValue[] = [];
  for (let rest = text.trimStart(); rest !== ''; ) {
    const length = lengthOfValue(rest);
    if (length === undefined) return { wrong: 'unexpected EOF' };
    const one = rest.slice(0, length);
    try {
      values.push(JSON.parse(one) as JsonValue);
    } catch {
      return { wrong: complaintOf(one) };
    }
    rest = rest.slice(length).trimStart();
  }
  return values;
}

/** Undefined: it does not end. */
function lengthOfValue(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c === '"') {
      at++;
      while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
      if (at >= text.length) return undefined;
    } else if (c === '{' || c === '[') depth++;
    else if (c === '}' || c === ']') depth--;
    else if (depth > 0) continue;
    else {
      const word = /^[^\s{}[\]",:]+/.exec(text.slice(at))?.[0].length ?? 1;
      return at + word;
    }
    if (depth <= 0) return at + 1;
  }
  return undefined;
}

/** The first character that cannot stand where it does. */
function complaintOf(text: string): string {
  const first = text[0] ?? '';
  if (!/[{["\d\-tfn]/.test(first)) return `invalid character '${first}' looking for beginning of value`;
  if (first === '{') {
    const key = /^\{\s*([^"\s}])/.exec(text)?.[1] ?? /,\s*([^"\s])/.exec(text)?.[1];
    if (key !== undefined) return `invalid character '${key}' looking for beginning of object key string`;
    const value = /:\s*([^\s{["\d\-tfn])/.exec(text)?.[1];
    if (value !== undefined) return `invalid character '${value}' looking for beginning of value`;
    return `invalid character '}' after object key:value pair`;
  }
  return `invalid character '${text.at(-1) ?? ''}' in literal`;
}

/** Bytes of a message, or what is wrong with it. */
export function encodeMessage(
  desc: DescMessage,
  value: JsonValue,
  { registry, ignoreUnknownFields }: { readonly registry: Registry; readonly ignoreUnknownFields: boolean },
): Uint8Array | { readonly wrong: string } {
  try {
    return toBinary(desc, fromJson(desc, value, { registry, ignoreUnknownFields }));
  } catch (error) {
    return { wrong: reasonOf(error instanceof Error ? error.message : String(error)) };
  }
}

function reasonOf(message: string): string {
  const unknown = /cannot decode message (\S+) from JSON: key "(.*)" is unknown/.exec(message);
  if (unknown) return `message type ${unknown[1]} has no known field named ${unknown[2]}`;
  const typed = /expected (\w+)(?: \(\w+\))?,? (?:but )?got (?:\w+ )?(.*)$/.exec(message);
  if (typed)
    return `bad input: expecting ${KINDS[typed[1]!] ?? 'number'} ; instead got ${typed[2]!.replace(/^"(.*)"$/, '$1')}`;
  return message.replace(/^cannot decode (?:field|message) /, '');
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'string',
  boolean: 'boolean',
  Array: "start of JSON array: '['",
  object: "start of JSON object: '{'",
};
