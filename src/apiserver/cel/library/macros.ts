// Models cel-go's optional macros: `oldSelf.optMap(o, o.size)`, evaluated only where there is a value.

import { type Environment, Optional } from '@marcbachmann/cel-js';

// The library's own types say nothing of what a macro gets.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Loose = any;

function optionalMacro(wraps: boolean) {
  return ({ ast, args, receiver }: Loose): object => ({
    ast,
    receiver,
    async: false,
    typeCheck(checker: Loose, macro: Loose, context: Loose): unknown {
      const { valueType } = checker.check(receiver, context);
      macro.inner = context.forkWithVariable(args[0].args, valueType ?? checker.getType('dyn'));
      const type = checker.check(args[1], macro.inner);
      return wraps ? checker.getType(`optional<${type}>`) : type;
    },
    evaluate(evaluator: Loose, macro: Loose, context: Loose): unknown {
      const optional = evaluator.run(receiver, context) as Optional;
      if (!optional.hasValue()) return Optional.none();
      const inner = macro.inner.reuse(context).setIterValue(optional.value(), evaluator);
      const value: unknown = evaluator.run(args[1], inner);
      return wraps ? Optional.of(value) : value;
    },
  });
}

export function registerMacros(environment: Environment): void {
  environment.registerFunction('optional.optMap(ast, ast): dyn', optionalMacro(true));
  environment.registerFunction('optional.optFlatMap(ast, ast): dyn', optionalMacro(false));
}

/** `has(self.items[0].field)`: the library's own `has()` wants nothing but names down to the root. Before the expression is checked. */
export function widenHas({ op, args, meta }: Loose): void {
  if (op !== 'call' || args[0] !== 'has' || !meta?.macro) return;
  const fields: Loose[] = [];
  let root = args[1][0];
  while (root.op === '.' || root.op === '.?') {
    fields.push(root);
    root = root.args[0];
  }
  if (fields.length === 0 || root.op === 'id') return;
  meta.macro.typeCheck = (checker: Loose, macro: Loose, context: Loose): unknown => {
    checker.check(fields[0].args[0], context);
    macro.macroHasProps = [...fields, root];
    return checker.getType('bool');
  };
}
