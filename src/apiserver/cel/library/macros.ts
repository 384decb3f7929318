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
