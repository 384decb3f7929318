// Brings roles and bindings to what files say, without taking away more than is asked for. Models reconcile.go and component-helpers' reconciliation.

import type { ClusterRole, PolicyRule, RoleBinding, Subject } from '#api/rbac/types.ts';
import { ask, send, statusOf } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { goList } from '../../describe/metadata.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, isReason, raise, StatusFail, Verbatim } from '../../errors.ts';
import { fetchInfos, type Info, queryOf } from '../../resource/builder.ts';
import { dryRunOf, reporter } from '../../resource/output.ts';
import { listed, type Rule } from './rules.ts';

const GROUP = 'rbac.authorization.k8s.io';
const OPT_OUT = 'rbac.authorization.kubernetes.io/autoupdate';

type Operation = 'create' | 'update' | 'recreate' | undefined;

interface Result {
  readonly object: ClusterRole | RoleBinding;
  readonly operation: Operation;
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

const subjectText = (s: Subject): string =>
  `{Kind:${s.kind} APIGroup:${s.apiGroup ?? ''} Name:${s.name} Namespace:${s.namespace ?? ''}}`;
const ruleText = (r: PolicyRule): string =>
  `{Verbs:${goList(r.verbs)} APIGroups:${goList(r.apiGroups)} Resources:${goList(r.resources)} ResourceNames:${goList(r.resourceNames)} NonResourceURLs:${goList(r.nonResourceURLs)}}`;

const covers = (have: readonly string[] | undefined, want: string): boolean =>
  (have ?? []).some((item) => item === want || item === '*' || (item.startsWith('*/') && want.endsWith(item.slice(1))));

/** Does one of `rules` give all that this one does? Of a rule broken into its smallest. */
function given(
  rules: readonly PolicyRule[],
  { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule,
): boolean {
  return rules.some((rule) => {
    if (!verbs.every((verb) => covers(rule.verbs, verb))) return false;
    if (nonResourceURLs.length > 0)
      return nonResourceURLs.every((url) =>
        (rule.nonResourceURLs ?? []).some(
          (has) => has === url || has === '*' || (has.endsWith('*') && url.startsWith(has.slice(0, -1))),
        ),
      );
    const names = rule.resourceNames ?? [];
    return (
      apiGroups.every((group) => covers(rule.apiGroups, group)) &&
      resources.every((resource) => covers(rule.resources, resource)) &&
      (names.length === 0 || (resourceNames.length > 0 && resourceNames.every((name) => names.includes(name))))
    );
  });
}

/** The smallest rules of `wanted` that `rules` do not give, joined again by verb. */
function notIn(
  wanted: readonly PolicyRule[] | null | undefined,
  rules: readonly PolicyRule[] | null | undefined,
): PolicyRule[] {
  return listed((wanted ?? []) as readonly Rule[]).flatMap((rule) => {
    const verbs = rule.verbs.filter((verb) => !given(rules ?? [], { ...(rule as PolicyRule), verbs: [verb] }));
    return verbs.length > 0 ? [{ ...(rule as PolicyRule), verbs }] : [];
  });
}

async function existing<T>(factory: Factory, path: string): Promise<T | undefined> {
  try {
    return await ask<T>(factory, { method: 'GET', path });
  } catch (error) {
    if (isReason(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** A namespace that is not there is made first. */
async function ensureNamespace(factory: Factory, name: string): Promise<void> {
  if (await existing(factory, `/api/v1/namespaces/${name}`)) return;
  const request = {
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
  } as const;
  const answer = await send(factory, request);
  if (answer.code >= 400 && answer.code !== 409) throw new StatusFail(statusOf(answer, request));
}

async function write(
  factory: Factory,
  info: Info,
  object: ClusterRole | RoleBinding,
  how: 'create' | 'update' | 'recreate',
): Promise<ClusterRole | RoleBinding> {
  const one = pathOf(info.mapping, info.namespace, info.name);
  const { apiVersion, kind } = info.object!;
  if (how === 'recreate')
    await ask(factory, { method: 'DELETE', path: one, body: { preconditions: { uid: object.metadata.uid } } });
  const { resourceVersion: _, uid: __, ...metadata } = object.metadata;
  const made =
    how === 'update'
      ? await ask<RoleBinding>(factory, { method: 'PUT', path: one, body: object })
      : await ask<RoleBinding>(factory, {
          method: 'POST',
          path: pathOf(info.mapping, info.namespace),
          body: { ...object, metadata },
        });
  return { ...made, apiVersion, kind };
}

async function reconcileRole(factory: Factory, info: Info, confirm: boolean, trim: boolean): Promise<Result> {
  const wanted = info.object as ClusterRole;
  const path = pathOf(info.mapping, info.namespace, info.name);
  const live = await existing<ClusterRole>(factory, path);
  if (!live) {
    const object = confirm ? await write(factory, info, wanted, 'create') : wanted;
    return { object, operation: 'create', missing: (wanted.rules ?? []).map(ruleText), extra: [] };
  }
  const missing = notIn(wanted.rules, live.rules);
  const extra = notIn(live.rules, wanted.rules);
  const rules = trim && extra.length > 0 ? wanted.rules : [...(live.rules ?? []), ...missing];
  const changed = missing.length > 0 || (trim && extra.length > 0);
  const next = { ...live, apiVersion: wanted.apiVersion, kind: wanted.kind, ...(changed && { rules }) } as ClusterRole;
  const object = changed && confirm ? await write(factory, info, next, 'update') : next;
  return {
    object,
    operation: changed ? 'update' : undefined,
    missing: missing.map(ruleText),
    extra: extra.map(ruleText),
  };
}

async function reconcileBinding(factory: Factory, info: Info, confirm: boolean, trim: boolean): Promise<Result> {
  const wanted = info.object as RoleBinding;
  const path = pathOf(info.mapping, info.namespace, info.name);
  const live = await existing<RoleBinding>(factory, path);
  const subjects = wanted.subjects ?? [];
  if (!live) {
    const object = confirm ? await write(factory, info, wanted, 'create') : wanted;
    return { object, operation: 'create', missing: subjects.map(subjectText), extra: [] };
  }
  const lacks = (list: readonly Subject[], subject: Subject): boolean =>
    !list.some((s) => subjectText(s) === subjectText(subject));
  const had = live.subjects ?? [];
  const missing = subjects.filter((subject) => lacks(had, subject));
  const extra = had.filter((subject) => lacks(subjects, subject));
  const sameRole = live.roleRef.kind === wanted.roleRef.kind && live.roleRef.name === wanted.roleRef.name;
  const operation: Operation = !sameRole
    ? 'recreate'
    : missing.length > 0 || (trim && extra.length > 0)
      ? 'update'
      : undefined;
  const all = [...(trim ? had.filter((subject) => !lacks(subjects, subject)) : had), ...missing];
  const next: RoleBinding = {
    ...live,
    apiVersion: wanted.apiVersion,
    kind: wanted.kind,
    roleRef: { ...wanted.roleRef, apiGroup: wanted.roleRef.apiGroup || GROUP },
    ...(operation && { subjects: all }),
  };
  const object = operation && confirm ? await write(factory, info, next, operation) : next;
  return { object, operation, missing: missing.map(subjectText), extra: extra.map(subjectText) };
}

export async function runReconcile(factory: Factory): Promise<number> {
  const { flags } = factory;
  if (flags.list('filename').length === 0 && !flags.string('kustomize'))
    throw new Fail('must specify one of -f and -k');
  const dryRun = dryRunOf(factory);
  if (dryRun === 'server') throw new Fail('--dry-run=server for command reconcile is not supported yet');
  const report = reporter(factory, dryRun, { typed: true });
  const confirm = dryRun === 'none';
  const { infos, failures } = await fetchInfos(factory, queryOf(factory, [], { local: true }));
  const wrong: Fail[] = [...failures];
  for (const info of infos) {
    const { mapping } = info;
    if (mapping.group !== GROUP) continue;
    try {
      // kubectl looks for the namespace that the file names, and for none where it names none.
      if (confirm && mapping.namespaced && !info.object!.metadata.namespace)
        throw new Verbatim('resource name may not be empty');
      if (confirm && info.namespace !== undefined) await ensureNamespace(factory, info.namespace);
      const isRole = mapping.kind === 'Role' || mapping.kind === 'ClusterRole';
      const trim = flags.bool(isRole ? 'remove-extra-permissions' : 'remove-extra-subjects');
      const { object, operation, missing, extra } = await (isRole ? reconcileRole : reconcileBinding)(
        factory,
        info,
        confirm,
        trim,
      );
      report(object, 'reconciled');
      if (!operation) continue;
      const caveat =
        info.object!.metadata.annotations?.[OPT_OUT] === 'false' ? `, but object opted out (${OPT_OUT}: false)` : '';
      factory.err(`\treconciliation required ${operation}${caveat}\n`);
      const what = isRole ? 'rules' : 'subjects';
      if (missing.length > 0)
        factory.err(`\tmissing ${what} added:\n${missing.map((text) => `\t\t${text}\n`).join('')}`);
      if (trim && extra.length > 0)
        factory.err(`\textra ${what} removed:\n${extra.map((text) => `\t\t${text}\n`).join('')}`);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  raise(wrong);
  return 0;
}
