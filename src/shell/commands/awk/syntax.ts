// What an awk program is made of.

export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'regexp'; readonly source: string }
  | { readonly type: 'field'; readonly index: Expression }
  | { readonly type: 'variable'; readonly name: string }
  | { readonly type: 'element'; readonly name: string; readonly keys: readonly Expression[] }
  | { readonly type: 'in'; readonly name: string; readonly keys: readonly Expression[] }
  | { readonly type: 'assign'; readonly operator: string; readonly target: Expression; readonly value: Expression }
  | { readonly type: 'step'; readonly by: 1 | -1; readonly before: boolean; readonly target: Expression }
  | { readonly type: 'unary'; readonly operator: string; readonly value: Expression }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'match'; readonly not: boolean; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'choice'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly type: 'group'; readonly items: readonly Expression[] }
  | { readonly type: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly builtin: boolean }
  | {
      readonly type: 'getline';
      readonly from: 'input' | 'file' | 'command';
      readonly source?: Expression;
      readonly target?: Expression;
    };

export type Statement =
  | { readonly type: 'block'; readonly body: readonly Statement[] }
  | { readonly type: 'expression'; readonly value: Expression }
  | {
      readonly type: 'print';
      readonly formatted: boolean;
      readonly args: readonly Expression[];
      readonly to?: { readonly operator: '>' | '>>' | '|'; readonly target: Expression };
    }
  | { readonly type: 'if'; readonly test: Expression; readonly yes: Statement; readonly no?: Statement }
  | {
      readonly type: 'loop';
      readonly first?: Statement;
      readonly test?: Expression;
      readonly after?: Statement;
      readonly body: Statement;
      /** `do … while`: the body comes before the first test. */
      readonly bodyFirst: boolean;
    }
  | { readonly type: 'each'; readonly variable: string; readonly name: string; readonly body: Statement }
  | { readonly type: 'delete'; readonly name: string; readonly keys?: readonly Expression[] }
  | { readonly type: 'jump'; readonly how: 'next' | 'nextfile' | 'break' | 'continue' }
  | { readonly type: 'exit' | 'return'; readonly value?: Expression };

export type Pattern =
  | { readonly type: 'begin' | 'end' | 'always' }
  | { readonly type: 'when'; readonly test: Expression }
  | { readonly type: 'range'; readonly from: Expression; readonly to: Expression };

export interface Rule {
  readonly pattern: Pattern;
  /** Undefined: print the record. */
  readonly body?: Statement;
}

export interface AwkFunction {
  readonly parameters: readonly string[];
  readonly body: Statement;
}

export interface AwkProgram {
  readonly rules: readonly Rule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}

/** What is wrong with a program. */
export class AwkMistake extends Error {}
