// OpenAPI v2 as protobuf, which kubectl asks for. Models gnostic-models/openapiv2 OpenAPIv2.proto, as far as our document goes.

/** `number=name:type`. `*` repeated, `@` members by name as a list of (1=name, 2=value), `…` all members that begin with `x-`. */
const MESSAGES: Readonly<Record<string, string>> = {
  Document: '1=swagger:string 2=info:Info 8=paths:Paths 9=definitions:Definitions',
  Info: '1=title:string 2=version:string',
  Paths: '2=@PathItem',
  Definitions: '1=@Schema',
  PathItem:
    '2=get:Operation 3=put:Operation 4=post:Operation 5=delete:Operation 8=patch:Operation 9=parameters:*ParametersItem',
  Operation: '8=parameters:*ParametersItem 9=responses:Responses 13=…',
  Responses: '1=@ResponseValue',
  ResponseValue: '1=.:Response',
  Response: '1=description:string',
  ParametersItem: '1=.:Parameter',
  Parameter: '2=.:NonBodyParameter',
  NonBodyParameter: '3=?query:QueryParameter 4=?path:PathParameter',
  QueryParameter: '1=required:bool 2=in:string 4=name:string 6=type:string 20=uniqueItems:bool',
  PathParameter: '1=required:bool 2=in:string 4=name:string 5=type:string 19=uniqueItems:bool',
  Schema: [
    '1=$ref:string 2=format:string 3=title:string 4=description:string 5=default:Any 6=multipleOf:double 7=maximum:double',
    '8=exclusiveMaximum:bool 9=minimum:double 10=exclusiveMinimum:bool 11=maxLength:int64 12=minLength:int64 13=pattern:string',
    '14=maxItems:int64 15=minItems:int64 16=uniqueItems:bool 17=maxProperties:int64 18=minProperties:int64 19=required:*string',
    '20=enum:*Any 21=additionalProperties:AdditionalPropertiesItem 22=type:TypeItem 23=items:ItemsItem',
    '25=properties:Definitions 30=example:Any 31=…',
  ].join(' '),
  TypeItem: '1=.:string',
  ItemsItem: '1=.:Schema',
  AdditionalPropertiesItem: '1=?object:Schema 2=?boolean:bool',
  Any: '2=.:json',
};

interface Field {
  readonly number: number;
  /** `.`: the value itself; `…`: its extensions; `@`: its members; `?x`: the value itself where it is of that sort. */
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
}

const FIELD = /^(\d+)=(?:(@)(\w+)|(…)|([^:]+):(\*?)(\w+))$/;

const tables = new Map(
  Object.entries(MESSAGES).map(([message, text]) => [
    message,
    text.split(' ').map((part): Field => {
      const [, number, members, of, extensions, name, star, type] = FIELD.exec(part)!;
      return {
        number: Number(number),
        name: members ?? extensions ?? name!,
        type: of ?? type ?? 'Any',
        repeated: star === '*',
      };
    }),
  ]),
);

/** Bytes that grow. */
class Out {
  #bytes = Buffer.alloc(1024);
  #length = 0;

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + count));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }

  varint(value: number | bigint): void {
    this.#room(10);
    let left = BigInt.asUintN(64, BigInt(value));
    for (; left > 0x7fn; left >>= 7n) this.#bytes[this.#length++] = Number(left & 0x7fn) | 0x80;
    this.#bytes[this.#length++] = Number(left);
  }

  double(value: number): void {
    this.#room(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  chunk(number: number, bytes: Uint8Array): void {
    this.varint((number << 3) | 2);
    this.varint(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

type Node = Record<string, unknown>;
const isExtension = (name: string): boolean => name.startsWith('x-');

function sortOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? String((value as Node).in ?? 'object') : typeof value;
}

function write(out: Out, number: number, type: string, value: unknown): void {
  switch (type) {
    case 'string':
      out.chunk(number, Buffer.from(String(value)));
      return;
    case 'json':
      out.chunk(number, Buffer.from(JSON.stringify(value)));
      return;
    case 'bool':
    case 'int64':
      out.varint(number << 3);
      out.varint(typeof value === 'boolean' ? Number(value) : BigInt(Math.trunc(Number(value))));
      return;
    case 'double':
      out.varint((number << 3) | 1);
      out.double(Number(value));
      return;
    default:
      out.chunk(number, encode(type, value));
  }
}

function named(out: Out, number: number, type: string, name: string, value: unknown): void {
  const pair = new Out();
  write(pair, 1, 'string', name);
  write(pair, 2, type, value);
  out.chunk(number, pair.bytes);
}

function encode(message: string, value: unknown): Uint8Array {
  const out = new Out();
  for (const { number, name, type, repeated } of tables.get(message)!) {
    if (name === '.') write(out, number, type, value);
    else if (name.startsWith('?')) {
      if (sortOf(value) === name.slice(1)) write(out, number, type, value);
    } else if (name === '@' || name === '…') {
      for (const [key, member] of Object.entries(value as Node)) {
        if (name === '@' || isExtension(key)) named(out, number, type, key, member);
      }
    } else {
      const member = (value as Node)[name];
      if (member === undefined) continue;
      for (const one of repeated ? (member as unknown[]) : [member]) write(out, number, type, one);
    }
  }
  return out.bytes;
}

/** @param document As the API server gives it: JSON. */
export const swaggerBytes = (document: unknown): Uint8Array => encode('Document', document);

export const isSwaggerProtobuf = (headers: Readonly<Record<string, string>>): boolean =>
  headers['content-type'] === 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
