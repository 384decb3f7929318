// Models describe.go describeConfigMap, describeSecret, describeServiceAccount and describeNamespace.

import type { Condition, ConfigMap, Namespace, ObjectReference, Secret, ServiceAccount } from '#api/core/types.ts';
import type { ApiList, ApiObject } from '#apimachinery/meta.ts';
import type { Describer, WithEvents } from './describer.ts';
import { eventsOf, gatherEvents, writeEvents } from './events.ts';
import { rfc1123, sorted, writeAnnotations, writeLabels, writeName } from './metadata.ts';
import { Page } from './tabwriter.ts';

/** Bytes behind a base64 text. */
const sizeOf = (base64: string): number => atob(base64).length;

export const configMap: Describer<ConfigMap, WithEvents> = {
  gather: gatherEvents,
  text(object, { events }, nowMs) {
    const page = new Page();
    writeName(page, object);
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    page.write(0, '\nData\n====\n');
    for (const key of sorted(object.data)) page.write(0, `${key}:\n----\n${object.data?.[key]}\n\n`);
    page.write(0, '\nBinaryData\n====\n');
    for (const key of sorted(object.binaryData))
      page.write(0, `${key}: ${sizeOf(object.binaryData?.[key] ?? '')} bytes\n`);
    page.write(0, '\n');
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

export const secret: Describer<Secret, null> = {
  gather: async () => null,
  text(object) {
    const page = new Page();
    writeName(page, object);
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    page.write(0, `\nType:\t${object.type ?? ''}\n\nData\n====\n`);
    for (const key of sorted(object.data)) {
      const value = object.data?.[key] ?? '';
      const shown = key === 'token' && object.type === 'kubernetes.io/service-account-token';
      page.line(0, `${key}:`, shown ? atob(value) : `${sizeOf(value)} bytes`);
    }
    return page.toString();
  },
};

interface AccountRelated extends WithEvents {
  readonly tokens: readonly string[];
  /** Secrets of the account that do not exist. */
  readonly missing: ReadonlySet<string>;
}

export const serviceAccount: Describer<ServiceAccount, AccountRelated> = {
  async gather(object, get, showEvents) {
    const { namespace, name, uid } = object.metadata;
    let tokens: string[] = [];
    const missing = new Set<string>();
    try {
      const secrets = (await get<ApiList<Secret>>(`/api/v1/namespaces/${namespace}/secrets?limit=500`)).items;
      const owned = (s: Secret): boolean =>
        s.metadata.annotations?.['kubernetes.io/service-account.name'] === name &&
        s.metadata.annotations['kubernetes.io/service-account.uid'] === uid;
      tokens = secrets
        .filter((s) => s.type === 'kubernetes.io/service-account-token' && owned(s))
        .map((s) => s.metadata.name);
      const names = new Set(secrets.map((s) => s.metadata.name));
      for (const ref of [...(object.secrets ?? []), ...(object.imagePullSecrets ?? [])])
        if (ref.name && !names.has(ref.name)) missing.add(ref.name);
    } catch {
      // Without the right to list secrets kubectl leaves them out.
    }
    return { tokens, missing, events: await eventsOf(object, get, showEvents) };
  },
  text(object, { tokens, missing, events }, nowMs) {
    const page = new Page();
    writeName(page, object);
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    const names = (refs: readonly ObjectReference[] | undefined): string[] => (refs ?? []).map((r) => r.name ?? '');
    for (const [title, list] of [
      ['Image pull secrets', names(object.imagePullSecrets)],
      ['Mountable secrets', names(object.secrets)],
      ['Tokens', tokens],
    ] as const) {
      const lines = [...list].sort().map((name) => (missing.has(name) ? `${name} (not found)` : name));
      page.write(0, `${title}:\t${lines.join('\n\t') || '<none>'}\n`);
    }
    writeEvents(page, events, nowMs);
    return page.toString();
  },
};

interface Quota extends ApiObject {
  spec?: { scopes?: string[] };
  status?: { hard?: Record<string, string>; used?: Record<string, string> };
}
interface Limits extends ApiObject {
  spec?: { limits?: ({ type: string } & Record<string, Record<string, string> | string | undefined>)[] };
}
interface NamespaceRelated {
  readonly quotas?: readonly Quota[] | undefined;
  readonly ranges?: readonly Limits[] | undefined;
}

/** What a scope means, as upstream says it. Source: helpText in describe.go. */
const SCOPES: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

export function writeScopes(page: Page, level: number, mark: string, scopes: readonly string[]): void {
  for (const scope of scopes) if (SCOPES[scope]) page.line(level, mark + SCOPES[scope]);
}

function writeQuotas(page: Page, quotas: readonly Quota[]): void {
  page.line(0, quotas.length === 0 ? 'No resource quota.' : 'Resource Quotas');
  for (const { metadata, spec, status } of [...quotas].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    page.line(1, 'Name:', metadata.name);
    const scopes = [...(spec?.scopes ?? [])].sort();
    if (scopes.length > 0) page.line(1, 'Scopes:', scopes.join(', '));
    writeScopes(page, 1, '* ', scopes);
    page.line(1, 'Resource', 'Used', 'Hard');
    page.line(1, '--------', '---', '---');
    for (const name of sorted(status?.hard))
      page.line(1, name, status?.used?.[name] ?? '0', status?.hard?.[name] ?? '');
  }
}

function writeRanges(page: Page, ranges: readonly Limits[]): void {
  if (ranges.length === 0) {
    page.line(0, 'No LimitRange resource.');
    return;
  }
  page.write(
    0,
    'Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n',
  );
  page.write(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
  const columns = ['min', 'max', 'defaultRequest', 'default', 'maxLimitRequestRatio'];
  for (const item of ranges.flatMap((range) => range.spec?.limits ?? [])) {
    const of = (column: string): Record<string, string> => (item[column] as Record<string, string> | undefined) ?? {};
    const names = new Set(columns.flatMap((column) => Object.keys(of(column))));
    for (const name of names) page.line(0, ` ${item.type}`, name, ...columns.map((column) => of(column)[name] ?? '-'));
  }
}

export const namespace: Describer<Namespace, NamespaceRelated> = {
  async gather({ metadata }, get) {
    const list = <T extends ApiObject>(resource: string): Promise<T[] | undefined> =>
      get<ApiList<T>>(`/api/v1/namespaces/${metadata.name}/${resource}?limit=500`).then(
        (l) => l.items,
        () => undefined,
      );
    return { quotas: await list<Quota>('resourcequotas'), ranges: await list<Limits>('limitranges') };
  },
  text(object, { quotas, ranges }) {
    const page = new Page();
    page.line(0, 'Name:', object.metadata.name);
    writeLabels(page, 'Labels', object.metadata.labels);
    writeAnnotations(page, 'Annotations', object.metadata.annotations);
    page.line(0, 'Status:', object.status?.phase ?? '');
    const conditions: Condition[] = object.status?.conditions ?? [];
    if (conditions.length > 0) {
      page.line(0, 'Conditions:');
      page.line(1, 'Type', 'Status', 'LastTransitionTime', 'Reason', 'Message');
      page.line(1, '----', '------', '------------------', '------', '-------');
      for (const c of conditions)
        page.line(1, c.type, c.status, rfc1123(c.lastTransitionTime), c.reason ?? '', c.message ?? '');
    }
    if (quotas) {
      page.write(0, '\n');
      writeQuotas(page, quotas);
    }
    if (ranges) {
      page.write(0, '\n');
      writeRanges(page, ranges);
    }
    return page.toString();
  },
};
