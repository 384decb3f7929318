// Reads .proto sources, syntax proto2 and proto3, into descriptors. Source: protobuf.dev, language specification.
// Differs: options other than `packed`, `default`, `deprecated` and `json_name` are skipped, extensions and groups refused.

import { create, fromJson, type JsonObject, type JsonValue } from '@bufbuild/protobuf';
import { type FileDescriptorProto, FileDescriptorProtoSchema, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';

const SCALARS = new Set(
  'double float int64 uint64 int32 fixed64 fixed32 bool string bytes uint32 sfixed32 sfixed64 sint32 sint64'.split(' '),
);

export interface ProtoError {
  readonly line: number;
  readonly text: string;
}

/** A message and those in it, before the names of types are resolved. */
interface Declared {
  readonly [name: string]: JsonValue;
}

export function parseProto(name: string, source: string): FileDescriptorProto | ProtoError {
  try {
    return fromJson(FileDescriptorProtoSchema, new Reader(name, source).file());
  } catch (error) {
    if (error instanceof Mistake) return error.at;
    throw error;
  }
}

class Mistake extends Error {
  readonly at: ProtoError;
  constructor(at: ProtoError) {
    super(at.text);
    this.at = at;
  }
}

type Token = { readonly text: string; readonly line: number };

class Reader {
  readonly #name: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #proto3 = false;

  constructor(name: string, source: string) {
    this.#name = name;
    this.#tokens = tokensOf(source);
  }

  file(): JsonObject {
    const messages: Declared[] = [];
    const enums: Declared[] = [];
    const services: JsonObject[] = [];
    const dependency: string[] = [];
    let pkg = '';
    while (this.#at < this.#tokens.length) {
      const word = this.#next();
      if (word === ';') continue;
      if (word === 'syntax') {
        this.#expect('=');
        this.#proto3 = unquoted(this.#next()) === 'proto3';
        this.#expect(';');
      } else if (word === 'package') {
        pkg = this.#next();
        this.#expect(';');
      } else if (word === 'import') {
        const next = this.#next();
        dependency.push(unquoted(next === 'public' || next === 'weak' ? this.#next() : next));
        this.#expect(';');
      } else if (word === 'option') this.#skipOption();
      else if (word === 'message') messages.push(this.#message());
      else if (word === 'enum') enums.push(this.#enum());
      else if (word === 'service') services.push(this.#service());
      else this.#fail(`syntax error: unexpected ${JSON.stringify(word)}`);
    }
    const scope = pkg === '' ? '' : `.${pkg}`;
    const known = new Map<string, 'TYPE_MESSAGE' | 'TYPE_ENUM'>();
    for (const e of enums) known.set(`${scope}.${e.name as string}`, 'TYPE_ENUM');
    for (const message of messages) declare(message, scope, known);
    for (const message of messages) resolveIn(message, scope, known);
    for (const { method } of services)
      for (const rpc of method as JsonObject[])
        for (const end of ['inputType', 'outputType']) rpc[end] = lookUp(rpc[end] as string, scope, known);
    return {
      name: this.#name,
      ...(pkg && { package: pkg }),
      dependency,
      messageType: messages as JsonValue,
      enumType: enums as JsonValue,
      service: services,
      ...(this.#proto3 && { syntax: 'proto3' }),
    };
  }

  #message(): JsonObject {
    const name = this.#next();
    this.#expect('{');
    const field: JsonObject[] = [];
    const nestedType: JsonObject[] = [];
    const enumType: JsonObject[] = [];
    const oneofDecl: JsonObject[] = [];
    const optionals: JsonObject[] = [];
    for (let word = this.#next(); word !== '}'; word = this.#next()) {
      if (word === ';') continue;
      if (word === 'message') nestedType.push(this.#message());
      else if (word === 'enum') enumType.push(this.#enum());
      else if (word === 'option') this.#skipOption();
      else if (word === 'reserved' || word === 'extensions') while (this.#next() !== ';');
      else if (word === 'oneof') {
        const oneofIndex = oneofDecl.push({ name: this.#next() }) - 1;
        this.#expect('{');
        for (let type = this.#next(); type !== '}'; type = this.#next())
          if (type === 'option') this.#skipOption();
          else if (type !== ';') field.push({ ...this.#field(type, 'LABEL_OPTIONAL'), oneofIndex });
      } else if (word === 'map' && this.#peek() === '<') field.push(this.#map(nestedType));
      // Portolan does not simulate groups and extensions in .proto files.
      else if (word === 'group' || word === 'extend') this.#fail(`Portolan does not simulate ${word} in .proto files`);
      else if (/^(optional|repeated|required)$/.test(word)) {
        const made = this.#field(this.#next(), `LABEL_${word.toUpperCase()}`);
        if (word === 'optional' && this.#proto3) optionals.push(made);
        field.push(made);
      } else field.push(this.#field(word, 'LABEL_OPTIONAL'));
    }
    // Each optional field of proto3 stands in a oneof of its own, after the others.
    for (const made of optionals) {
      made.proto3Optional = true;
      made.oneofIndex = oneofDecl.push({ name: `_${made.name as string}` }) - 1;
    }
    return { name, field, nestedType, enumType, oneofDecl };
  }

  #field(type: string, label: string): JsonObject {
    const name = this.#next();
    this.#expect('=');
    const number = Number(this.#next());
    if (!(number > 0)) this.#fail(`field ${name}: expected a number above 0`);
    const options = this.#fieldOptions();
    this.#expect(';');
    const { default: defaultValue, json_name: jsonName = jsonNameOf(name), ...rest } = options;
    return {
      ...{ name, number, label, jsonName },
      ...(SCALARS.has(type) ? { type: `TYPE_${type.toUpperCase()}` } : { typeName: type }),
      ...(defaultValue !== undefined && { defaultValue }),
      ...(rest.packed !== undefined && { options: { packed: rest.packed === 'true' } }),
      ...(rest.deprecated === 'true' && { options: { deprecated: true } }),
    };
  }

  #map(nested: JsonObject[]): JsonObject {
    this.#expect('<');
    const key = this.#next();
    this.#expect(',');
    const value = this.#next();
    this.#expect('>');
    const made = this.#field('bytes', 'LABEL_REPEATED');
    const name = `${(made.name as string).replace(/(?:^|_)(\w)/g, (_, c: string) => c.toUpperCase())}Entry`;
    const part = (field: string, number: number, type: string): JsonObject => ({
      ...{ name: field, number, jsonName: field, label: 'LABEL_OPTIONAL' },
      ...(SCALARS.has(type) ? { type: `TYPE_${type.toUpperCase()}` } : { typeName: type }),
    });
    nested.push({ name, field: [part('key', 1, key), part('value', 2, value)], options: { mapEntry: true } });
    const { type: _, ...rest } = made;
    return { ...rest, typeName: name };
  }

  #enum(): JsonObject {
    const name = this.#next();
    this.#expect('{');
    const value: JsonObject[] = [];
    for (let word = this.#next(); word !== '}'; word = this.#next()) {
      if (word === 'option') this.#skipOption();
      else if (word === 'reserved') while (this.#next() !== ';');
      else if (word !== ';') {
        this.#expect('=');
        value.push({ name: word, number: Number(this.#next()) });
        this.#fieldOptions();
        this.#expect(';');
      }
    }
    return { name, value };
  }

  #service(): JsonObject {
    const name = this.#next();
    this.#expect('{');
    const method: JsonObject[] = [];
    for (let word = this.#next(); word !== '}'; word = this.#next()) {
      if (word === 'option') this.#skipOption();
      else if (word === 'rpc') {
        const rpc = this.#next();
        const [inputType, clientStreaming] = this.#end();
        this.#expect('returns');
        const [outputType, serverStreaming] = this.#end();
        method.push({
          ...{ name: rpc, inputType, outputType },
          ...(clientStreaming && { clientStreaming }),
          ...(serverStreaming && { serverStreaming }),
        });
        if (this.#peek() === '{') this.#skipBlock();
        else this.#expect(';');
      } else if (word !== ';') this.#fail(`syntax error: unexpected ${JSON.stringify(word)}, expecting "rpc"`);
    }
    return { name, method };
  }

  /** `(stream Type)` */
  #end(): readonly [type: string, streams: boolean] {
    this.#expect('(');
    const first = this.#next();
    const streams = first === 'stream' && this.#peek() !== ')';
    const type = streams ? this.#next() : first;
    this.#expect(')');
    return [type, streams];
  }

  #fieldOptions(): Record<string, string> {
    const options: Record<string, string> = {};
    if (this.#peek() !== '[') return options;
    this.#next();
    for (let word = this.#next(); word !== ']'; word = this.#next()) {
      if (word === ',') continue;
      let name = word;
      while (this.#peek() !== '=') name += this.#next();
      this.#expect('=');
      if (this.#peek() === '{') this.#skipBlock();
      else options[name] = unquoted(this.#next());
    }
    return options;
  }

  #skipOption(): void {
    for (let word = this.#next(); word !== ';'; word = this.#next())
      if (word === '{') {
        this.#at--;
        this.#skipBlock();
      }
  }

  #skipBlock(): void {
    let depth = 0;
    do {
      const word = this.#next();
      if (word === '{') depth++;
      if (word === '}') depth--;
    } while (depth > 0);
  }

  #peek(): string {
    return this.#tokens[this.#at]?.text ?? '';
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (!token) this.#fail('syntax error: unexpected EOF');
    this.#at++;
    return token.text;
  }

  #expect(wanted: string): void {
    const found = this.#next();
    if (found !== wanted)
      this.#fail(`syntax error: unexpected ${JSON.stringify(found)}, expecting ${JSON.stringify(wanted)}`);
  }

  #fail(text: string): never {
    throw new Mistake({ line: this.#tokens[Math.max(0, this.#at - 1)]?.line ?? 1, text });
  }
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [text] of source.matchAll(
    /\n|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|-?[\w.]+|\S/g,
  )) {
    if (text !== '\n' && !/^\/[/*]/.test(text)) tokens.push({ text, line });
    line += text.split('\n').length - 1;
  }
  return tokens;
}

const unquoted = (text: string): string => text.replace(/^(["'])([\s\S]*)\1$/, '$2');

const jsonNameOf = (name: string): string => name.replace(/_+(\w)/g, (_, c: string) => c.toUpperCase());

type Known = Map<string, 'TYPE_MESSAGE' | 'TYPE_ENUM'>;

function declare({ name, nestedType = [], enumType = [] }: Declared, scope: string, known: Known): void {
  const own = `${scope}.${name as string}`;
  known.set(own, 'TYPE_MESSAGE');
  for (const e of enumType as JsonObject[]) known.set(`${own}.${e.name as string}`, 'TYPE_ENUM');
  for (const nested of nestedType as JsonObject[]) declare(nested, own, known);
}

function resolveIn({ name, field = [], nestedType = [] }: Declared, scope: string, known: Known): void {
  const own = `${scope}.${name as string}`;
  for (const f of field as JsonObject[])
    if (f.typeName !== undefined) {
      f.typeName = lookUp(f.typeName as string, own, known);
      f.type = known.get(f.typeName) ?? 'TYPE_MESSAGE';
    }
  for (const nested of nestedType as JsonObject[]) resolveIn(nested, own, known);
}

/** From the innermost scope outward; what is not here is another file's. */
function lookUp(type: string, scope: string, known: Known): string {
  if (type.startsWith('.')) return type;
  for (let at = scope; ; at = at.slice(0, at.lastIndexOf('.'))) {
    if (known.has(`${at}.${type}`)) return `${at}.${type}`;
    if (at === '') return `.${type}`;
  }
}

/** Of sources that are part of Portolan: a mistake in one throws. */
export function fileSetOf(sources: Readonly<Record<string, string>>) {
  const file = Object.entries(sources).map(([name, source]) => {
    const parsed = parseProto(name, source);
    if ('line' in parsed) throw new Error(`${name}:${parsed.line}: ${parsed.text}`);
    return parsed;
  });
  return create(FileDescriptorSetSchema, { file });
}
