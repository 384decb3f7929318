// All of CEL that is fetched at once, when the first rule comes.

export { Optional } from '@marcbachmann/cel-js';
export { compile } from './compile.ts';
export { COST_LIMIT, mostMembers } from './cost.ts';
export { declarationOf } from './declarations.ts';
export { environmentOf } from './environment.ts';
export { AuthorizerValue } from './library/authz.ts';
export { compilePolicy, NAMESPACE_DECLARATION, policyEnvironment, REQUEST_DECLARATION } from './policy.ts';
export { declarationOfStruct } from './struct-declarations.ts';
export { celValue, dynamic } from './values.ts';
