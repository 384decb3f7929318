// Kubernetes' protobuf request bodies as objects. Models apimachinery/pkg/runtime/serializer/protobuf, decoding only.

import { MESSAGES } from './messages.ts';

/** Every body begins with these: `k8s` and a zero byte. */
const MAGIC = [0x6b, 0x38, 0x73, 0x00] as const;

/** Members that Go embeds: in JSON their fields stand in the object around them. */
const INLINE: ReadonlySet<string> = new Set([
  'core.v1.Volume.volumeSource',
  'core.v1.Probe.handler',
  'core.v1.PersistentVolumeSpec.persistentVolumeSource',
  'core.v1.EphemeralContainer.ephemeralContainerCommon',
  'core.v1.SecretProjection.localObjectReference',
  'core.v1.ConfigMapProjection.localObjectReference',
  'core.v1.ConfigMapKeySelector.localObjectReference',
  'core.v1.SecretKeySelector.localObjectReference',
  'core.v1.ConfigMapVolumeSource.localObjectReference',
  'core.v1.ConfigMapEnvSource.localObjectReference',
  'core.v1.SecretEnvSource.localObjectReference',
  'networking.v1.IngressRule.ingressRuleValue',
  'admissionregistration.v1.RuleWithOperations.rule',
  'admissionregistration.v1.NamedRuleWithOperations.ruleWithOperations',
]);

/** Kinds whose messages live elsewhere than their group's name says: `apps/v1` is `apps.v1`, `networking.k8s.io/v1` `networking.v1`. */
function messageOf(apiVersion: string, kind: string): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const own = `${group!.replace(/\.(authorization\.|authentication\.)?k8s\.io$/, '').replace('rbac.authorization', 'rbac')}.${version}.${kind}`;
  return own in MESSAGES ? own : `apis.meta.v1.${kind}`;
}

interface Field {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly map: boolean;
  readonly pointer: boolean;
}

const tables = new Map<string, ReadonlyMap<number, Field>>();

function tableOf(message: string): ReadonlyMap<number, Field> {
  let table = tables.get(message);
  if (!table) {
    const rows = (MESSAGES[message] ?? '').split(' ').filter((row) => row !== '');
    table = new Map(
      rows.map((row) => {
        const [, number = '', name = '', marks = '', type = ''] = /^(\d+)=(\w+):([*^]*)(.*)$/.exec(row) ?? [];
        const map = /^map<(.*)>$/.exec(type);
        return [
          Number(number),
          {
            name,
            type: map ? map[1]! : type,
            repeated: marks.includes('*'),
            pointer: marks.includes('^'),
            map: map !== null,
          },
        ];
      }),
    );
    tables.set(message, table);
  }
  return table;
}

class Malformed extends Error {}

/** The wire format: tags, varints, lengths. */
class Bytes {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Malformed('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new Malformed('proto: integer overflow');
  }

  chunk(): Uint8Array {
    return this.#take(Number(this.varint()));
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#take(8);
    else if (wireType === 2) this.chunk();
    else if (wireType === 5) this.#take(4);
    else throw new Malformed(`proto: illegal wireType ${wireType}`);
  }

  #take(length: number): Uint8Array {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new Malformed('unexpected EOF');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

const text = new TextDecoder();

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The message of a field's type: in the same group version, in core, or in meta/v1. */
function resolve(message: string, type: string): string {
  const own = `${message.slice(0, message.lastIndexOf('.'))}.${type}`;
  return [own, `core.v1.${type}`, `apis.meta.v1.${type}`].find((name) => name in MESSAGES) ?? own;
}

/** The value of a length-delimited field; undefined when it is Go's zero. */
function delimited(message: string, type: string, bytes: Uint8Array): unknown {
  switch (type) {
    case 'string':
      return text.decode(bytes);
    case 'bytes':
      return base64(bytes);
    case 'Time': {
      const { seconds } = decodeMessage('apis.meta.v1.Time', bytes) as { seconds?: number };
      return seconds === undefined ? undefined : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
    }
    case 'MicroTime': {
      const { seconds, nanos = 0 } = decodeMessage('apis.meta.v1.Time', bytes) as { seconds?: number; nanos?: number };
      if (seconds === undefined) return undefined;
      const micros = String(Math.trunc(nanos / 1000)).padStart(6, '0');
      return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${micros}Z`;
    }
    case 'FieldsV1':
    case 'RawExtension': {
      // JSON in a message of its own.
      const { raw = '' } = decodeMessage('runtime.RawExtension', bytes) as { raw?: string };
      try {
        return raw === ''
          ? undefined
          : (JSON.parse(text.decode(Uint8Array.from(atob(raw), (c) => c.charCodeAt(0)))) as unknown);
      } catch (error) {
        throw new Malformed((error as Error).message);
      }
    }
    case 'Quantity':
      return (decodeMessage('api.resource.Quantity', bytes) as { string?: string }).string ?? '0';
    case 'IntOrString': {
      const {
        type: tag = 0,
        intVal = 0,
        strVal = '',
      } = decodeMessage('util.intstr.IntOrString', bytes) as { type?: number; intVal?: number; strVal?: string };
      return tag === 1 ? strVal : intVal;
    }
    case 'ExtraValue':
    case 'Verbs':
      // A list in a map's place: protobuf has no map of lists.
      return (decodeMessage(resolve(message, type), bytes) as { items?: string[] }).items ?? [];
    default:
      return decodeMessage(resolve(message, type), bytes);
  }
}

function decodeMessage(message: string, bytes: Uint8Array): Record<string, unknown> {
  const table = tableOf(message);
  const object: Record<string, unknown> = {};
  const reader = new Bytes(bytes);
  while (!reader.done) {
    const tag = Number(reader.varint());
    const field = table.get(tag >> 3);
    const wireType = tag & 7;
    if (!field || (wireType !== 0 && wireType !== 2)) {
      reader.skip(wireType);
      continue;
    }
    const { name, type, repeated, map, pointer } = field;
    if (wireType === 0) {
      const number = Number(reader.varint());
      if (number !== 0 || pointer) object[name] = type === 'bool' ? number !== 0 : number;
      continue;
    }
    const chunk = reader.chunk();
    if (map) {
      const [key, value] = mapEntry(message, type, chunk);
      object[name] = { ...(object[name] as object | undefined), [key]: value };
      continue;
    }
    const value = delimited(message, type, chunk);
    if (repeated) object[name] = [...((object[name] as unknown[] | undefined) ?? []), value];
    else if (INLINE.has(`${message}.${name}`)) Object.assign(object, value);
    else if (value !== undefined && value !== '') object[name] = value;
  }
  return object;
}

function mapEntry(message: string, type: string, bytes: Uint8Array): readonly [string, unknown] {
  const reader = new Bytes(bytes);
  let key = '';
  let value: unknown = type === 'string' || type === 'bytes' ? '' : {};
  while (!reader.done) {
    const tag = Number(reader.varint());
    if (tag >> 3 === 1) key = text.decode(reader.chunk());
    else if (tag >> 3 === 2) value = delimited(message, type, reader.chunk());
    else reader.skip(tag & 7);
  }
  return [key, value];
}

/** The object in an envelope, or why there is none. Zero values are absent, as in JSON. */
export function decodeEnvelope(
  bytes: Uint8Array,
): { readonly object: Record<string, unknown> } | { readonly error: string } {
  if (MAGIC.some((byte, i) => bytes[i] !== byte))
    return { error: 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]' };
  try {
    let [apiVersion, kind] = ['', ''];
    let raw = new Uint8Array();
    const reader = new Bytes(bytes.subarray(MAGIC.length));
    while (!reader.done) {
      const tag = Number(reader.varint());
      if (tag >> 3 === 1 && (tag & 7) === 2) {
        ({ apiVersion = '', kind = '' } = decodeMessage('runtime.TypeMeta', reader.chunk()) as {
          apiVersion?: string;
          kind?: string;
        });
      } else if (tag >> 3 === 2 && (tag & 7) === 2) raw = new Uint8Array(reader.chunk());
      else reader.skip(tag & 7);
    }
    const message = messageOf(apiVersion, kind);
    if (!(message in MESSAGES))
      return { error: `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}` };
    return { object: { apiVersion, kind, ...decodeMessage(message, raw) } };
  } catch (error) {
    if (error instanceof Malformed) return { error: error.message };
    throw error;
  }
}
