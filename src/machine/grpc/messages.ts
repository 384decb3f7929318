// Messages of known types, from JSON to bytes and back.

import {
  createFileRegistry,
  type DescMessage,
  type FileRegistry,
  fromBinary,
  fromJson,
  type JsonObject,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { fileSetOf } from './proto-file.ts';

export class Messages {
  readonly #registry: FileRegistry;

  /** `protos`: sources by file name. */
  constructor(protos: Readonly<Record<string, string>>) {
    this.#registry = createFileRegistry(fileSetOf(protos));
  }

  encode(type: string, message: JsonObject): Uint8Array {
    const described = this.#typed(type);
    return toBinary(described, fromJson(described, message));
  }

  /** Fields that have their default values are left out. */
  decode(type: string, bytes: Uint8Array): JsonObject {
    const described = this.#typed(type);
    return toJson(described, fromBinary(described, bytes)) as JsonObject;
  }

  #typed(type: string): DescMessage {
    const described = this.#registry.getMessage(type);
    if (!described) throw new Error(`no .proto file here has ${type}`);
    return described;
  }
}
