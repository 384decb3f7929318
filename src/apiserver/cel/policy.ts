// Models apiserver/pkg/admission/plugin/cel: what a policy's expressions may speak of, and a policy compiled once.

import type { Environment } from '@marcbachmann/cel-js';
import type { ValidatingAdmissionPolicySpec } from '#api/admissionregistration/types.ts';
import type { Schema } from '../customresources/schema.ts';
import { compile, type NoProgram, type Outcome, type Program } from './compile.ts';
import { type Declaration, DYN, declarationOf } from './declarations.ts';
import { environmentOf, type Variable } from './environment.ts';
import { Failure } from './failure.ts';
import { AUTHORIZER, registerAuthorizer } from './library/authz.ts';

const text: Schema = { type: 'string' };
const texts: Schema = { type: 'array', items: text };
const map = (of: Schema): Schema => ({ type: 'object', additionalProperties: of });
const object = (properties: Record<string, Schema>): Schema => ({ type: 'object', properties });
/** Anything: what may be an integer or a text is dynamic. */
const any: Schema = { 'x-kubernetes-int-or-string': true };

const KIND = object({ group: text, version: text, kind: text });
const RESOURCE = object({ group: text, version: text, resource: text });

/** Source: plugin/cel/compile.go BuildRequestType. */
const REQUEST = declarationOf(
  object({
    kind: KIND,
    resource: RESOURCE,
    subResource: text,
    requestKind: KIND,
    requestResource: RESOURCE,
    requestSubResource: text,
    name: text,
    namespace: text,
    operation: text,
    userInfo: object({ username: text, uid: text, groups: texts, extra: map(texts) }),
    dryRun: { type: 'boolean' },
    options: any,
  }),
  'kubernetes.AdmissionRequest',
)!;

/** Source: BuildNamespaceType. */
const NAMESPACE = declarationOf(
  object({
    metadata: object({
      name: text,
      generateName: text,
      namespace: text,
      labels: map(text),
      annotations: map(text),
      UID: text,
      creationTimestamp: { type: 'string', format: 'date-time' },
      deletionGracePeriodSeconds: { type: 'integer' },
      deletionTimestamp: { type: 'string', format: 'date-time' },
      generation: { type: 'integer' },
      resourceVersion: text,
      finalizers: texts,
    }),
    spec: object({ finalizers: texts }),
    status: object({ phase: text }),
  }),
  'kubernetes.Namespace',
)!;

export const REQUEST_DECLARATION = REQUEST;
export const NAMESPACE_DECLARATION = NAMESPACE;

export interface PolicyOptions {
  readonly hasParams: boolean;
  /** Those that an expression may use, in their order. */
  readonly variables: readonly { readonly name: string; readonly expression: string }[];
  /** Default: nothing is known of them. */
  readonly object?: Declaration;
  readonly params?: Declaration;
}

export function policyEnvironment({
  hasParams,
  variables,
  object: of = DYN,
  params = DYN,
}: PolicyOptions): Environment {
  const fields: Record<string, string> = {};
  let environment = withVariables(hasParams, of, params, fields);
  for (const { name, expression } of variables) {
    const program = compile(expression, environment);
    fields[name] = 'type' in program ? program.type : 'dyn';
    environment = withVariables(hasParams, of, params, fields);
  }
  return environment;
}

function withVariables(
  hasParams: boolean,
  of: Declaration,
  params: Declaration,
  fields: Readonly<Record<string, string>>,
): Environment {
  const given: Variable[] = [
    { name: 'object', declaration: of },
    { name: 'oldObject', declaration: of },
    { name: 'request', declaration: REQUEST },
    { name: 'namespaceObject', declaration: NAMESPACE },
    ...(hasParams ? [{ name: 'params', declaration: params }] : []),
  ];
  const environment = environmentOf(given);
  registerAuthorizer(environment);
  environment.registerVariable('authorizer', AUTHORIZER);
  environment.registerType('kubernetes.Variables', { ctor: Variables, fields: { ...fields } });
  return environment.registerVariable('variables', 'kubernetes.Variables');
}

/** Each is worked out when it is first used, and once. */
class Variables {
  constructor(programs: readonly (readonly [string, Program | NoProgram])[], values: Record<string, unknown>) {
    for (const [name, program] of programs) {
      let known: Outcome | undefined;
      Object.defineProperty(this, name, {
        enumerable: true,
        get: () => {
          known ??= outcomeOf(program, values);
          if ('error' in known)
            throw new Failure(`composited variable ${JSON.stringify(name)} fails to evaluate: ${known.error}`);
          return known.value;
        },
      });
    }
  }
}

/** What cannot be worked out here has failed. */
function outcomeOf(program: Program | NoProgram, values: Readonly<Record<string, unknown>>): Outcome {
  if ('run' in program) return program.run(values);
  return {
    // Portolan does not simulate CEL's semantic versions and JSON patches (semver, isSemver, isCanonical, jsonpatch) in policies.
    error: 'error' in program ? program.error : `Portolan does not simulate ${program.unsimulated} in policies`,
  };
}

interface Expression {
  readonly expression: string;
  readonly program: Program | NoProgram;
}

export interface CompiledPolicy {
  readonly conditions: readonly Expression[];
  readonly validations: readonly (Expression & { readonly message?: Program | NoProgram })[];
  readonly audits: readonly Expression[];
  /** All of them. */
  readonly programs: readonly (Program | NoProgram)[];
  /** `variables` for one request's values, which then has it too. */
  withVariables(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /** An expression's value, or why it has none, in the words of a refusal. */
  evaluate(expression: Expression, values: Readonly<Record<string, unknown>>): Outcome;
}

const known = new WeakMap<object, CompiledPolicy>();

/** What a policy's spec has of expressions; a webhook has conditions only. */
export type Expressions = Pick<
  ValidatingAdmissionPolicySpec,
  'paramKind' | 'variables' | 'matchConditions' | 'validations' | 'auditAnnotations'
>;

/** Of one that is stored: compiled once. */
export function compilePolicy(stored: Expressions): CompiledPolicy {
  let compiled = known.get(stored);
  if (!compiled) known.set(stored, (compiled = compileAnew(stored)));
  return compiled;
}

function compileAnew(stored: Expressions): CompiledPolicy {
  const { paramKind, variables = [], matchConditions = [], validations = [], auditAnnotations = [] } = stored;
  const hasParams = paramKind !== undefined;
  const bare = policyEnvironment({ hasParams, variables: [] });
  const whole = policyEnvironment({ hasParams, variables });
  const own = variables.map(({ name, expression }, i) => {
    const environment = policyEnvironment({ hasParams, variables: variables.slice(0, i) });
    return [name, compile(expression, environment)] as const;
  });
  const conditions = matchConditions.map(({ expression }) => ({ expression, program: compile(expression, bare) }));
  const judged = validations.map(({ expression, messageExpression }) => ({
    expression,
    program: compile(expression, whole),
    ...(messageExpression && { message: compile(messageExpression, whole) }),
  }));
  const audits = auditAnnotations.map(({ valueExpression }) => ({
    expression: valueExpression,
    program: compile(valueExpression, whole),
  }));
  return {
    conditions,
    validations: judged,
    audits,
    programs: [...conditions, ...judged, ...audits].map(({ program }) => program).concat(own.map(([, p]) => p)),
    withVariables(values) {
      const all: Record<string, unknown> = { ...values };
      all.variables = new Variables(own, all);
      return all;
    },
    evaluate({ expression, program }, values) {
      const outcome = outcomeOf(program, values);
      return 'error' in outcome ? { error: `expression '${expression}' resulted in error: ${outcome.error}` } : outcome;
    },
  };
}
