// Writes scripts/go-structs.json: the members of Kubernetes' Go structs, in their order, which is that of JSON on the wire and in no schema.
// It reads them where the real kubectl keeps its types for Go's reflection; those that kubectl does not carry stay as they are in the file.
//   node scripts/go-structs.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';
import { kubectlPath, setupKubectl } from './setup-kubectl.mjs';

if (!(await setupKubectl())) process.exit(1);
const binary = readFileSync(kubectlPath);

/** A section of the ELF file. */
function section(wanted) {
  const [table, size, count, names] = [
    Number(binary.readBigUInt64LE(0x28)),
    binary.readUInt16LE(0x3a),
    binary.readUInt16LE(0x3c),
    binary.readUInt16LE(0x3e),
  ];
  const header = (i) => {
    const at = table + i * size;
    const long = (offset) => Number(binary.readBigUInt64LE(at + offset));
    return { name: binary.readUInt32LE(at), address: long(16), offset: long(24), length: long(32) };
  };
  const text = header(names).offset;
  for (let i = 0; i < count; i++) {
    const { name, ...rest } = header(i);
    const end = binary.indexOf(0, text + name);
    if (binary.toString('latin1', text + name, end) === wanted) return rest;
  }
  throw new Error(`${kubectlPath} has no section ${wanted}`);
}

// Source: go/src/internal/abi/type.go (Type, StructType, Name) of Go 1.24; all of them are in .rodata, offsets count from its beginning.
const rodata = section('.rodata');
const typelink = section('.typelink');
const long = (address) => Number(binary.readBigUInt64LE(address - rodata.address + rodata.offset));
const byte = (address) => binary[address - rodata.address + rodata.offset];
const nameAt = (offset) => rodata.address + binary.readInt32LE(offset - rodata.address + rodata.offset);
const [POINTER, SLICE, ARRAY, MAP, STRUCT] = [22, 23, 17, 21, 25];

function counted(address) {
  let length = 0;
  let at = address;
  for (let shift = 0; ; shift += 7) {
    length |= (byte(at) & 127) << shift;
    if (byte(at++) < 128) break;
  }
  const from = at - rodata.address + rodata.offset;
  return { text: binary.toString('utf8', from, from + length), end: at + length };
}

function goName(address) {
  const flags = byte(address);
  const { text, end } = counted(address + 1);
  return { text, tag: flags & 2 ? counted(end).text : '', isEmbedded: (flags & 8) !== 0 };
}

const types = new Map();
function typeAt(address) {
  const known = types.get(address);
  if (known) return known;
  const kind = byte(address + 23) & 31;
  const flags = byte(address + 20);
  const type = { kind, name: goName(nameAt(address + 40)).text.slice(flags & 2 ? 1 : 0) };
  types.set(address, type);
  if ([POINTER, SLICE, ARRAY].includes(kind)) type.element = typeAt(long(address + 48));
  if (kind === MAP) typeAt(long(address + 56));
  if (kind !== STRUCT) return type;
  if (flags & 1) type.package = goName(nameAt(address + 80)).text;
  const fields = long(address + 56);
  type.fields = Array.from({ length: long(address + 64) }, (_, i) => ({
    ...goName(long(fields + 24 * i)),
    type: typeAt(long(fields + 24 * i + 8)),
  }));
  return type;
}
for (let i = 0; i < typelink.length; i += 4) typeAt(rodata.address + binary.readInt32LE(typelink.offset + i));

/** Names in JSON; what is embedded without one has its members in its place. */
function members({ fields = [] }) {
  return fields.flatMap(({ text, tag, isEmbedded, type }) => {
    const [name] = (/json:"([^"]*)"/.exec(tag)?.[1] ?? '').split(',');
    if (name === '-' || !/^[A-Z]/.test(text)) return [];
    if (!isEmbedded || name !== '') return [name || text];
    return members(type.kind === POINTER ? type.element : type);
  });
}

const file = join(root, 'scripts/go-structs.json');
const structs = JSON.parse(readFileSync(file, 'utf8'));
for (const type of types.values()) {
  const of = /^k8s\.io\/(?:api|apimachinery\/pkg\/apis)\/(\w+\/v\d+)$/.exec(type.package ?? '')?.[1];
  if (of) structs[`${of} ${type.name.split('.').at(-1)}`] = members(type).join(' ');
}
const wanted = Object.entries(structs).filter(([, names]) => names !== '');
writeFileSync(file, `${JSON.stringify(Object.fromEntries(wanted.sort(([a], [b]) => (a < b ? -1 : 1))), null, 1)}\n`);
console.log(`go-structs: ${wanted.length} structs`);
