// Descriptors as .proto text. Models jhump/protoreflect desc/protoprint, compact, sorted, with full names of types.

import {
  type AnyDesc,
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescMethod,
  ScalarType,
} from '@bufbuild/protobuf';
import { FieldDescriptorProto_Label } from '@bufbuild/protobuf/wkt';

const scalarName = (type: ScalarType): string => ScalarType[type].toLowerCase();

const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

export function describe(desc: AnyDesc): string {
  return linesOf(desc).join('\n');
}

function linesOf(desc: AnyDesc): readonly string[] {
  switch (desc.kind) {
    case 'message':
      return messageLines(desc);
    case 'enum':
      return enumLines(desc);
    case 'service': {
      const methods = desc.methods.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      return [`service ${desc.name} {`, ...indented(methods.map(methodLine)), '}'];
    }
    case 'rpc':
      return [methodLine(desc)];
    case 'field':
      return [fieldLine(desc)];
    default:
      return [];
  }
}

function messageLines({ name, members, nestedMessages, nestedEnums }: DescMessage): readonly string[] {
  const numberOf = (member: DescMessage['members'][number]): number =>
    member.kind === 'oneof' ? Math.min(...member.fields.map((f) => f.number)) : member.number;
  const lines = members
    .toSorted((a, b) => numberOf(a) - numberOf(b))
    .flatMap((member) =>
      member.kind === 'oneof'
        ? [`oneof ${member.name} {`, ...indented(member.fields.map(fieldLine)), '}']
        : [fieldLine(member)],
    );
  const byName = <T extends { readonly name: string }>(all: readonly T[]): readonly T[] =>
    all.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return [
    `message ${name} {`,
    ...indented(lines),
    ...indented(byName(nestedMessages).flatMap(messageLines)),
    ...indented(byName(nestedEnums).flatMap(enumLines)),
    '}',
  ];
}

function enumLines({ name, values }: DescEnum): readonly string[] {
  const sorted = values.toSorted((a, b) => a.number - b.number);
  return [`enum ${name} {`, ...indented(sorted.map((v) => `${v.name} = ${v.number};`)), '}'];
}

function methodLine({ name, input, output, methodKind }: DescMethod): string {
  const [sends, answers] = [methodKind, methodKind].map((kind, i) =>
    kind === 'bidi_streaming' || kind === (i === 0 ? 'client_streaming' : 'server_streaming') ? 'stream ' : '',
  );
  return `rpc ${name} ( ${sends}.${input.typeName} ) returns ( ${answers}.${output.typeName} );`;
}

function fieldLine(field: DescField): string {
  return `${labelOf(field)}${typeOf(field)} ${field.name} = ${field.number}${optionsOf(field)};`;
}

function labelOf({ fieldKind, proto, oneof, parent }: DescField): string {
  if (fieldKind === 'map' || oneof) return '';
  if (proto.label === FieldDescriptorProto_Label.REPEATED) return 'repeated ';
  if (proto.label === FieldDescriptorProto_Label.REQUIRED) return 'required ';
  const isProto2 = parent.file.proto.syntax !== 'proto3';
  return isProto2 || proto.proto3Optional ? 'optional ' : '';
}

function typeOf(field: DescField): string {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarName(field.scalar);
    case 'message':
      return `.${field.message.typeName}`;
    case 'enum':
      return `.${field.enum.typeName}`;
    case 'list':
      return field.listKind === 'scalar'
        ? scalarName(field.scalar)
        : `.${field.listKind === 'enum' ? field.enum.typeName : field.message.typeName}`;
    case 'map': {
      const value =
        field.mapKind === 'scalar'
          ? scalarName(field.scalar)
          : `.${field.mapKind === 'enum' ? field.enum.typeName : field.message.typeName}`;
      return `map<${scalarName(field.mapKey)}, ${value}>`;
    }
  }
}

/** Source: protoreflect internal.JsonName: what is the rule's is not said. */
function optionsOf({ proto, name }: DescField): string {
  const usual = name.replace(/_+([a-z\d])/gi, (_, c: string) => c.toUpperCase());
  const said = [
    ...(proto.defaultValue === '' || proto.defaultValue === undefined ? [] : [`default = ${proto.defaultValue}`]),
    ...(proto.jsonName && proto.jsonName !== usual ? [`json_name = ${JSON.stringify(proto.jsonName)}`] : []),
    ...(proto.options?.deprecated ? ['deprecated = true'] : []),
  ];
  return said.length > 0 ? ` [${said.join(', ')}]` : '';
}
