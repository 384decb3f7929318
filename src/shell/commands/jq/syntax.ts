// What a jq program is made of.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export type Pattern =
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'array'; readonly items: readonly Pattern[] }
  | {
      readonly type: 'object';
      readonly entries: readonly { readonly key: Node; readonly variable?: string; readonly value?: Pattern }[];
    };

export type Node =
  | { readonly type: 'identity' }
  | { readonly type: 'recurse' }
  | { readonly type: 'literal'; readonly value: Json }
  | { readonly type: 'index'; readonly target: Node; readonly key: Node }
  | { readonly type: 'slice'; readonly target: Node; readonly from?: Node; readonly to?: Node }
  | { readonly type: 'iterate'; readonly target: Node }
  | { readonly type: 'try'; readonly body: Node; readonly handler?: Node }
  | { readonly type: 'pipe' | 'comma' | 'and' | 'or' | 'alternative'; readonly left: Node; readonly right: Node }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly type: 'negate'; readonly value: Node }
  | { readonly type: 'assign'; readonly operator: string; readonly target: Node; readonly value: Node }
  | { readonly type: 'array'; readonly body?: Node }
  | { readonly type: 'object'; readonly entries: readonly { readonly key: Node; readonly value: Node }[] }
  | { readonly type: 'string'; readonly format: string | undefined; readonly parts: readonly (string | Node)[] }
  | { readonly type: 'format'; readonly name: string }
  | { readonly type: 'if'; readonly test: Node; readonly yes: Node; readonly no?: Node }
  | {
      readonly type: 'reduce';
      readonly source: Node;
      readonly pattern: Pattern;
      readonly start: Node;
      readonly update: Node;
    }
  | {
      readonly type: 'foreach';
      readonly source: Node;
      readonly pattern: Pattern;
      readonly start: Node;
      readonly update: Node;
      readonly extract?: Node;
    }
  | { readonly type: 'bind'; readonly source: Node; readonly patterns: readonly Pattern[]; readonly body: Node }
  | { readonly type: 'define'; readonly made: Definition; readonly body: Node }
  | { readonly type: 'label'; readonly name: string; readonly body: Node }
  | { readonly type: 'break'; readonly name: string }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Node[] };

export interface Definition {
  readonly name: string;
  /** `$x` for one that is passed by its value. */
  readonly parameters: readonly string[];
  readonly body: Node;
}

/** What is wrong with a program's text. */
export class JqMistake extends Error {}

/** What `error` throws, and what goes wrong while a program runs. */
export class JqError {
  readonly value: Json;

  constructor(value: Json) {
    this.value = value;
  }
}
