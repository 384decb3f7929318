// Models apiserver/pkg/admission/plugin/policy/validating/typechecking.go: a policy's expressions, read with the types that it is about.

import type { ExpressionWarning, ValidatingAdmissionPolicy } from '#api/admissionregistration/types.ts';
import type { Declaration } from '../../../cel/declarations.ts';
import { cel } from '../../../cel/loader.ts';
import type { ServerContext, Strategy } from '../../rest/strategy.ts';

/** Kinds that are looked at. Source: maxTypesToCheck. */
const MAX_TYPES = 10;

export function typeChecking(
  { spec }: ValidatingAdmissionPolicy,
  context: ServerContext,
): { expressionWarnings?: ExpressionWarning[] } {
  const { validations = [], variables = [], paramKind } = spec;
  const { policyEnvironment, compile } = cel();
  const kinds = kindsOf(spec, context).slice(0, MAX_TYPES);
  const environments = kinds.flatMap((strategy) => {
    const object = typeOfKind(strategy);
    if (!object) return [];
    const params = paramKind && paramsType(paramKind, context);
    const options = { hasParams: paramKind !== undefined, variables, object, ...(params && { params }) };
    const { group, version, kind } = strategy;
    return [{ environment: policyEnvironment(options), name: `${group ? `${group}/` : ''}${version}, Kind=${kind}` }];
  });
  const warnings: ExpressionWarning[] = [];
  const check = (fieldRef: string, expression: string): void => {
    const results = environments.flatMap(({ environment, name }) => {
      const program = compile(expression, environment);
      return 'error' in program ? [`${name}: ${program.error}\n`] : [];
    });
    if (results.length > 0) warnings.push({ fieldRef, warning: results.join('\n') });
  };
  validations.forEach(({ expression, messageExpression }, i) => {
    check(`spec.validations[${i}].expression`, expression);
    if (messageExpression) check(`spec.validations[${i}].messageExpression`, messageExpression);
  });
  return warnings.length > 0 ? { expressionWarnings: warnings } : {};
}

/** Kinds that are named outright: with a `*` nothing can be said. Source: typesToCheck. */
function kindsOf({ matchConstraints }: ValidatingAdmissionPolicy['spec'], context: ServerContext): Strategy[] {
  const found = new Set<Strategy>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of matchConstraints?.resourceRules ?? []) {
    if ([...apiGroups, ...apiVersions, ...resources].some((name) => name.includes('*'))) continue;
    for (const strategy of context.kinds()) {
      const { group, version, resource } = strategy;
      if (apiGroups.includes(group) && apiVersions.includes(version) && resources.includes(resource)) {
        found.add(strategy);
      }
    }
  }
  return [...found];
}

function typeOfKind(strategy: Strategy): Declaration | undefined {
  const { declarationOf, declarationOfStruct } = cel();
  const { group, version, kind, custom } = strategy;
  return custom
    ? declarationOf(custom.schema, 'object', true)
    : declarationOfStruct(group ? `${group}/${version}` : version, kind);
}

function paramsType(
  { apiVersion, kind }: { apiVersion?: string; kind?: string },
  context: ServerContext,
): Declaration | undefined {
  for (const strategy of context.kinds()) {
    const { group, version } = strategy;
    if (strategy.kind === kind && (group ? `${group}/${version}` : version) === apiVersion) return typeOfKind(strategy);
  }
  return undefined;
}
