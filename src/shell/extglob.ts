// `@(a|b)` where nobody has said `shopt -s extglob`: bash's grammar has no such words then. Models bash's parse.y, read_token_word.

import { forEachChild, type Statement, type SyntaxNode } from 'unbash';

/** The place of the parenthesis that a shell without extglob stumbles over. */
export function extendedGlobIn(statement: Statement): number | undefined {
  return find(statement);
}

function find(node: SyntaxNode): number | undefined {
  if (node.type === 'ExtendedGlob') return node.pos + 1;
  // Inside `${ }` and `[[ ]]` such a pattern is no mistake.
  if (node.type === 'ParameterExpansion' || node.type === 'TestCommand') return undefined;
  let found: number | undefined;
  forEachChild(node, (child) => {
    found ??= find(child);
  });
  return found;
}
