// What a running awk program remembers: variables, the record and its fields.

import { posixRegExp } from '../../regexp.ts';
import { type AwkArray, InputText, toNumber, toText, type Value } from './values.ts';

export class AwkFault extends Error {}

type Slot = { value: Value; array?: AwkArray };

export class Memory {
  readonly #globals = new Map<string, Slot>();
  /** The variables of the functions that are being called. */
  readonly calls: Map<string, Slot>[] = [];
  #record = '';
  #fields: Value[] | undefined;
  #stale = false;
  readonly #expressions = new Map<string, RegExp>();

  constructor() {
    const preset: Readonly<Record<string, Value>> = {
      FS: ' ',
      OFS: ' ',
      ORS: '\n',
      RS: '\n',
      NR: 0,
      FNR: 0,
      SUBSEP: '\x1c',
      CONVFMT: '%.6g',
      OFMT: '%.6g',
      RSTART: 0,
      RLENGTH: -1,
      FILENAME: '',
    };
    for (const [name, value] of Object.entries(preset)) this.#globals.set(name, { value });
  }

  #slot(name: string): Slot {
    const local = this.calls.at(-1)?.get(name);
    if (local) return local;
    let slot = this.#globals.get(name);
    if (!slot) {
      slot = { value: undefined };
      this.#globals.set(name, slot);
    }
    return slot;
  }

  get(name: string): Value {
    if (name === 'NF') return this.fieldCount;
    return this.#slot(name).value;
  }

  set(name: string, value: Value): void {
    if (name === 'NF') this.fieldCount = Math.trunc(toNumber(value));
    else this.#slot(name).value = value;
  }

  array(name: string): AwkArray {
    const slot = this.#slot(name);
    slot.array ??= new Map();
    return slot.array;
  }

  isArray(name: string): boolean {
    return this.#slot(name).array !== undefined;
  }

  text(value: Value): string {
    return typeof value === 'string' ? value : toText(value, toText(this.get('CONVFMT'), '%.6g'));
  }

  regExp(source: string): RegExp {
    let made = this.#expressions.get(source);
    if (!made) {
      made = posixRegExp(source, 'g', { extended: true, escapesInBrackets: true });
      this.#expressions.set(source, made);
    }
    made.lastIndex = 0;
    return made;
  }

  get record(): string {
    if (this.#stale) {
      this.#record = this.#fields!.map((field) => this.text(field)).join(this.text(this.get('OFS')));
      this.#stale = false;
    }
    return this.#record;
  }

  set record(text: string) {
    this.#record = text;
    this.#fields = undefined;
    this.#stale = false;
  }

  #split(): Value[] {
    this.#fields ??= this.split(this.#record, this.text(this.get('FS'))).map((text) => new InputText(text));
    return this.#fields;
  }

  get fieldCount(): number {
    return this.#split().length;
  }

  set fieldCount(count: number) {
    const fields = this.#split();
    while (fields.length < count) fields.push('');
    fields.length = Math.max(0, count);
    this.#stale = true;
  }

  field(index: number): Value {
    if (index < 0) throw new AwkFault(`negative field index $${index}`);
    return index === 0 ? new InputText(this.record) : this.#split()[index - 1];
  }

  setField(index: number, value: Value): void {
    if (index < 0) throw new AwkFault(`negative field index $${index}`);
    if (index === 0) {
      this.record = this.text(value);
      return;
    }
    const fields = this.#split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = typeof value === 'string' || value === undefined ? this.text(value) : value;
    this.#stale = true;
  }

  /** As FS cuts a record: blanks for one space, else the character or the expression; every character where it is empty. */
  split(text: string, separator: string): string[] {
    if (text === '') return [];
    if (separator === ' ') return text.trim() === '' ? [] : text.replace(/^[ \t\n]+|[ \t\n]+$/g, '').split(/[ \t\n]+/);
    if (separator === '') return [...text];
    if (separator.length === 1 && separator !== '\\') {
      const parts = text.split(separator);
      return this.get('RS') === '' ? parts.flatMap((part) => part.split('\n')) : parts;
    }
    const out: string[] = [];
    let from = 0;
    for (const found of text.matchAll(this.regExp(separator))) {
      if (found[0] === '') continue;
      out.push(text.slice(from, found.index));
      from = found.index + found[0].length;
    }
    return [...out, text.slice(from)];
  }
}
