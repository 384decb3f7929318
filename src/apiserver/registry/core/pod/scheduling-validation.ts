// Models validateAffinity, ValidateTolerations and validateTopologySpreadConstraints of pkg/apis/core/validation.

import type { NodeSelectorTerm } from '#api/core/scheduling.ts';
import type { LabelSelector, Toleration } from '#api/core/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue, isQualifiedName } from '#apimachinery/validation.ts';
import { validateLabelSelector } from '../../apps/selector.ts';

interface NodeRequirement {
  key?: string;
  operator?: string;
  values?: string[];
}

interface PodAffinityTerm {
  labelSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  namespaces?: string[];
  topologyKey?: string;
  matchLabelKeys?: string[];
  mismatchLabelKeys?: string[];
}

interface PodAffinity {
  requiredDuringSchedulingIgnoredDuringExecution?: PodAffinityTerm[];
  preferredDuringSchedulingIgnoredDuringExecution?: { weight?: number; podAffinityTerm?: PodAffinityTerm }[];
}

export interface Affinity {
  nodeAffinity?: {
    requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] };
    preferredDuringSchedulingIgnoredDuringExecution?: { weight?: number; preference?: NodeSelectorTerm }[];
  };
  podAffinity?: PodAffinity;
  podAntiAffinity?: PodAffinity;
}

export interface SpreadConstraint {
  maxSkew?: number;
  topologyKey?: string;
  whenUnsatisfiable?: string;
  labelSelector?: LabelSelector;
  minDomains?: number;
  nodeAffinityPolicy?: string;
  nodeTaintsPolicy?: string;
  matchLabelKeys?: string[];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const INCLUSIONS = ['Honor', 'Ignore'];
const BOTH = 'exists in both matchLabelKeys and labelSelector';

const validateKey = (key: string, at: string): FieldError[] => invalids(at, key, isQualifiedName(key));

const validateWeight = (weight = 0, at: string): FieldError[] =>
  weight <= 0 || weight > 100 ? [field.invalid(`${at}.weight`, weight, 'must be in the range 1-100')] : [];

function validateNodeRequirement(
  { key = '', operator = '', values = [] }: NodeRequirement,
  strict: boolean,
  at: string,
) {
  const errors: FieldError[] = [];
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0)
        errors.push(field.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0)
        errors.push(
          field.forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
        );
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1)
        errors.push(field.required(`${at}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      break;
    default:
      errors.push(field.invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  errors.push(...validateKey(key, `${at}.key`));
  if (strict) {
    values.forEach((value, i) => {
      errors.push(...invalids(`${at}.values[${i}]`, value, isLabelValue(value)));
    });
  }
  return errors;
}

function validateNodeField({ key = '', operator = '', values = [] }: NodeRequirement, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn')
    errors.push(field.invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  else if (values.length !== 1) {
    const why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(field.required(`${at}.values`, why));
  }
  if (key !== 'metadata.name') return [...errors, field.invalid(`${at}.key`, key, 'not a valid field selector key')];
  return [...errors, ...values.flatMap((v, i) => invalids(`${at}.values[${i}]`, v, isDns1123Subdomain(v)))];
}

/** `strict`: values of labels are judged too. */
function validateNodeTerm({ matchExpressions, matchFields }: NodeSelectorTerm, strict: boolean, at: string) {
  return [
    ...(matchExpressions ?? []).flatMap((e, i) => validateNodeRequirement(e, strict, `${at}.matchExpressions[${i}]`)),
    ...(matchFields ?? []).flatMap((e, i) => validateNodeField(e, `${at}.matchFields[${i}]`)),
  ];
}

/** Source: ValidateNodeSelector. */
export function validateNodeSelector(
  { nodeSelectorTerms: terms = [] }: { nodeSelectorTerms?: NodeSelectorTerm[] },
  at: string,
): FieldError[] {
  const here = `${at}.nodeSelectorTerms`;
  if (terms.length === 0) return [field.required(here, 'must have at least one node selector term')];
  return terms.flatMap((term, i) => validateNodeTerm(term, true, `${here}[${i}]`));
}

function validateLabelKeys(
  keys: readonly string[] = [],
  selector: LabelSelector | undefined,
  at: string,
): FieldError[] {
  if (keys.length === 0) return [];
  if (!selector) return [field.forbidden(at, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, i) => validateKey(key, `${at}[${i}]`));
}

function validatePodTerm(term: PodAffinityTerm, at: string): FieldError[] {
  const {
    labelSelector,
    namespaceSelector,
    namespaces = [],
    matchLabelKeys: match,
    mismatchLabelKeys: mismatch,
  } = term;
  const errors: FieldError[] = [];
  if (labelSelector) errors.push(...validateLabelSelector(labelSelector, `${at}.labelSelector`));
  if (namespaceSelector) errors.push(...validateLabelSelector(namespaceSelector, `${at}.namespaceSelector`));
  for (const name of namespaces) errors.push(...invalids(`${at}.namespace`, name, isDns1123Label(name)));
  errors.push(...validateLabelKeys(match, labelSelector, `${at}.matchLabelKeys`));
  errors.push(...validateLabelKeys(mismatch, labelSelector, `${at}.mismatchLabelKeys`));
  const seen = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key } of labelSelector?.matchExpressions ?? []) {
    const index = match?.indexOf(key) ?? -1;
    if (index >= 0 && seen.has(key)) errors.push(field.invalid(`${at}[${index}]`, key, BOTH));
    seen.add(key);
  }
  (match ?? []).forEach((key, i) => {
    if (mismatch?.includes(key))
      errors.push(
        field.invalid(`${at}.matchLabelKeys[${i}]`, key, 'exists in both matchLabelKeys and mismatchLabelKeys'),
      );
  });
  if (!term.topologyKey) errors.push(field.required(`${at}.topologyKey`, 'can not be empty'));
  return [...errors, ...validateKey(term.topologyKey ?? '', `${at}.topologyKey`)];
}

export function validateAffinity(affinity: Affinity | undefined, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const node = affinity?.nodeAffinity;
  if (node?.[REQUIRED]) errors.push(...validateNodeSelector(node[REQUIRED], `${at}.nodeAffinity.${REQUIRED}`));
  (node?.[PREFERRED] ?? []).forEach(({ weight, preference = {} }, i) => {
    const here = `${at}.nodeAffinity.${PREFERRED}[${i}]`;
    errors.push(...validateWeight(weight, here), ...validateNodeTerm(preference, false, `${here}.preference`));
  });
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    (affinity?.[kind]?.[REQUIRED] ?? []).forEach((term, i) => {
      errors.push(...validatePodTerm(term, `${at}.${kind}.${REQUIRED}[${i}]`));
    });
    (affinity?.[kind]?.[PREFERRED] ?? []).forEach(({ weight, podAffinityTerm = {} }, i) => {
      const here = `${at}.${kind}.${PREFERRED}[${i}]`;
      errors.push(...validateWeight(weight, here), ...validatePodTerm(podAffinityTerm, `${here}.podAffinityTerm`));
    });
  }
  return errors;
}

/** Of a taint, or of what a toleration tolerates. */
export const validateEffect = (effect: string, at: string): FieldError[] =>
  EFFECTS.includes(effect) ? [] : [field.notSupported(at, effect, EFFECTS)];

export function validateTolerations(tolerations: readonly Toleration[], at: string): FieldError[] {
  return tolerations.flatMap(({ key, operator, value = '', effect = '', tolerationSeconds }, i) => {
    const here = `${at}[${i}]`;
    const errors = key ? validateKey(key, `${here}.key`) : [];
    if (!key && operator !== 'Exists') {
      const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(field.invalid(`${here}.operator`, operator ?? '', why));
    }
    if (tolerationSeconds !== undefined && effect !== 'NoExecute')
      errors.push(
        field.invalid(`${here}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
      );
    if (!operator || operator === 'Equal') {
      const wrong = isLabelValue(value);
      if (wrong.length > 0) errors.push(field.invalid(`${here}.operator`, value, wrong.join(';')));
    } else if (operator === 'Exists') {
      if (value)
        errors.push(field.invalid(`${here}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(field.notSupported(`${here}.operator`, operator, ['Equal', 'Exists']));
    return effect ? [...errors, ...validateEffect(effect, `${here}.effect`)] : errors;
  });
}

export function validateSpread(constraints: readonly SpreadConstraint[], at: string): FieldError[] {
  return constraints.flatMap((constraint, i) => {
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable: action = '', minDomains, labelSelector } = constraint;
    const here = `${at}[${i}]`;
    const errors: FieldError[] = [];
    if (maxSkew <= 0) errors.push(field.invalid(`${here}.maxSkew`, maxSkew, 'must be greater than zero'));
    if (!topologyKey) errors.push(field.required(`${here}.topologyKey`, 'can not be empty'));
    if (!ACTIONS.includes(action)) errors.push(field.notSupported(`${here}.whenUnsatisfiable`, action, ACTIONS));
    const again = constraints
      .slice(i + 1)
      .some((c) => c.topologyKey === topologyKey && (c.whenUnsatisfiable ?? '') === action);
    if (again) errors.push(field.duplicate(`${here}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${action}}`));
    if (minDomains !== undefined) {
      if (minDomains <= 0) errors.push(field.invalid(`${here}.minDomains`, minDomains, 'must be greater than zero'));
      if (action !== 'DoNotSchedule') {
        const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
        errors.push(field.invalid(`${here}.minDomains`, minDomains, why));
      }
    }
    for (const name of ['nodeAffinityPolicy', 'nodeTaintsPolicy'] as const) {
      const policy = constraint[name];
      if (policy !== undefined && !INCLUSIONS.includes(policy))
        errors.push(field.notSupported(`${here}.${name}`, policy, INCLUSIONS));
    }
    errors.push(...validateSpreadKeys(constraint, `${here}.matchLabelKeys`));
    return labelSelector ? [...errors, ...validateLabelSelector(labelSelector, `${here}.labelSelector`)] : errors;
  });
}

/** What a key stands for was merged into the expressions when the Pod was made: once is as it should be. */
function validateSpreadKeys({ matchLabelKeys = [], labelSelector }: SpreadConstraint, at: string): FieldError[] {
  if (matchLabelKeys.length === 0) return [];
  const { matchLabels = {}, matchExpressions = [] } = labelSelector ?? {};
  const isThere = (key: string): boolean =>
    Object.hasOwn(matchLabels, key) || matchExpressions.filter((e) => e.key === key).length > 1;
  return [
    ...(labelSelector ? [] : [field.forbidden(at, 'must not be specified when labelSelector is not set')]),
    ...matchLabelKeys.flatMap((key, i) => [
      ...validateKey(key, `${at}[${i}]`),
      ...(isThere(key) ? [field.invalid(`${at}[${i}]`, key, BOTH)] : []),
    ]),
  ];
}
