// Rules of RBAC as kubectl lists them: broken down, joined again, sorted. Models kubectl/pkg/util/rbac.

export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

function broken(rule: Rule): Rule[] {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const ofResources = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      verbs.flatMap((verb): Rule[] => {
        const one = { verbs: [verb], apiGroups: [group], resources: [resource] };
        return resourceNames.length > 0 ? resourceNames.map((name) => ({ ...one, resourceNames: [name] })) : [one];
      }),
    ),
  );
  const ofPaths = nonResourceURLs.flatMap((url) =>
    verbs.map((verb): Rule => ({ verbs: [verb], nonResourceURLs: [url] })),
  );
  return [...ofResources, ...ofPaths];
}

/** As Go prints a rule: what the list is sorted by. */
const sortText = (rule: Rule): string =>
  `&PolicyRule{Verbs:[${rule.verbs.join(' ')}],APIGroups:[${rule.apiGroups?.join(' ') ?? ''}],Resources:[${rule.resources?.join(' ') ?? ''}],ResourceNames:[${rule.resourceNames?.join(' ') ?? ''}],NonResourceURLs:[${rule.nonResourceURLs?.join(' ') ?? ''}],}`;

export function listed(rules: readonly Rule[]): Rule[] {
  const simple = new Map<string, { rule: Rule; verbs: string[] }>();
  const others: Rule[] = [];
  for (const rule of rules.flatMap(broken)) {
    if (rule.nonResourceURLs) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources, rule.resourceNames]);
    const known = simple.get(key);
    if (known) known.verbs.push(...rule.verbs.filter((verb) => !known.verbs.includes(verb)));
    else simple.set(key, { rule, verbs: [...rule.verbs] });
  }
  return [...others, ...[...simple.values()].map(({ rule, verbs }) => ({ ...rule, verbs }))]
    .map((rule) => ({ rule, text: sortText(rule) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ rule }) => rule);
}

/** `deployments.apps`, `pods`, `*.*`; empty for a path. */
export function resourceText({ resources = [], apiGroups = [] }: Rule): string {
  if (resources.length === 0) return '';
  const [head = '', tail] = resources[0]!.split('/');
  const group = apiGroups[0] ? `.${apiGroups[0]}` : '';
  return `${head}${group}${tail === undefined ? '' : `/${tail}`}`;
}
