// The interpreter's parts that a shell needs, in one piece to be fetched.

export { parse } from 'unbash';
export { builtins } from './builtins/index.ts';
export { runStatements, runTrap, statusOf } from './evaluate.ts';
export { promptText } from './prompt-text.ts';
export { runText } from './run-text.ts';
export { isIncomplete } from './syntax.ts';
