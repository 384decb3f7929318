// CustomResourceDefinitions and the objects that they define.

import {
  ApiextensionsV1Api,
  CustomObjectsApi,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  type V1CustomResourceDefinition,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ground, refusal, until } from './cluster.ts';

const at = ground();
const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
// Cluster-wide, so of this run's own.
const group = `r${process.pid}.example.com`;
const plural = 'gardens';
const name = `${plural}.${group}`;

const definition: V1CustomResourceDefinition = {
  metadata: { name },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind: 'Garden', plural, singular: 'garden', shortNames: ['gd'], categories: ['green'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: {
            specReplicasPath: '.spec.beds',
            statusReplicasPath: '.status.beds',
            labelSelectorPath: '.status.selector',
          },
        },
        additionalPrinterColumns: [{ name: 'Beds', type: 'integer', jsonPath: '.spec.beds' }],
        selectableFields: [{ jsonPath: '.spec.soil' }],
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                required: ['soil'],
                properties: {
                  soil: { type: 'string', _enum: ['clay', 'sand'] },
                  beds: { type: 'integer', minimum: 1, maximum: 9, _default: 1 },
                  tags: { type: 'array', items: { type: 'string' }, x_kubernetes_list_type: 'set' },
                },
              },
              status: { type: 'object', x_kubernetes_preserve_unknown_fields: true },
            },
          },
        },
      },
    ],
  },
};

const custom = (): CustomObjectsApi => at.kc.makeApiClient(CustomObjectsApi);
const extensions = (): ApiextensionsV1Api => at.kc.makeApiClient(ApiextensionsV1Api);
const here = () => ({ group, version: 'v1', namespace: at.namespace, plural });
interface Garden {
  apiVersion: string;
  kind: string;
  metadata: { name: string; generation?: number; resourceVersion?: string; labels?: Record<string, string> };
  spec: { soil: string; beds?: number; tags?: string[] };
  status?: Record<string, unknown>;
}
const garden = (name: string, spec: object): Garden => ({
  apiVersion: `${group}/v1`,
  kind: 'Garden',
  metadata: { name },
  spec: { soil: 'clay', ...spec },
});
const grow = (name: string, spec: object = {}): Promise<Garden> =>
  custom().createNamespacedCustomObject({ ...here(), body: garden(name, spec) });

beforeAll(async () => {
  await extensions().createCustomResourceDefinition({ body: definition });
  const established = await until<V1CustomResourceDefinition>(
    at.kc,
    DEFINITIONS,
    (d) =>
      d.metadata!.name === name &&
      d.status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True') === true,
  );
  expect(established.status!.acceptedNames).toMatchObject({ plural, kind: 'Garden', listKind: 'GardenList' });
});

afterAll(() =>
  extensions()
    .deleteCustomResourceDefinition({ name })
    .catch(() => undefined),
);

test('discovery names it', async () => {
  const resources = await custom().getAPIResources({ group, version: 'v1' });
  expect(resources.resources.map((r) => r.name)).toEqual(['gardens', 'gardens/status', 'gardens/scale']);
  expect(resources.resources[0]).toMatchObject({
    singularName: 'garden',
    namespaced: true,
    kind: 'Garden',
    shortNames: ['gd'],
    categories: ['green'],
    verbs: ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'],
  });
});

test('objects are defaulted, checked and pruned', async () => {
  const made = await grow('one', { unknown: 'gone' });
  expect(made.spec).toEqual({ soil: 'clay', beds: 1 });
  expect(made.metadata.generation).toBe(1);
  const { code, status } = await refusal(grow('bad', { soil: 'peat', beds: 10, tags: ['a', 'a'] }));
  expect(code).toBe(422);
  expect(status.details!.causes!.map((c) => `${c.field}: ${c.message}`).sort()).toEqual([
    'spec.beds: Invalid value: 10: spec.beds in body should be less than or equal to 9',
    'spec.soil: Unsupported value: "peat": supported values: "clay", "sand"',
    'spec.tags[1]: Duplicate value: "a"',
  ]);
});

test('CRUD, lists and field selectors', async () => {
  await grow('two', { soil: 'sand' });
  const got: Garden = await custom().getNamespacedCustomObject({ ...here(), name: 'two' });
  const replaced: Garden = await custom().replaceNamespacedCustomObject({
    ...here(),
    name: 'two',
    body: { ...got, spec: { ...got.spec, beds: 3 } },
  });
  expect(replaced.metadata.generation).toBe(2);
  const stale = await refusal(custom().replaceNamespacedCustomObject({ ...here(), name: 'two', body: got }));
  expect(stale.status.reason).toBe('Conflict');
  const patched: Garden = await custom().patchNamespacedCustomObject(
    { ...here(), name: 'two', body: { spec: { tags: ['x'] } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  expect(patched.spec).toEqual({ soil: 'sand', beds: 3, tags: ['x'] });
  const strategic = await refusal(
    custom().patchNamespacedCustomObject(
      { ...here(), name: 'two', body: {} },
      setHeaderOptions('Content-Type', PatchStrategy.StrategicMergePatch),
    ),
  );
  expect(strategic.status).toMatchObject({
    code: 415,
    message:
      'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  });

  const list = await custom().listNamespacedCustomObject({ ...here(), fieldSelector: 'spec.soil=sand' });
  expect(list).toMatchObject({ kind: 'GardenList', apiVersion: `${group}/v1`, items: [{ metadata: { name: 'two' } }] });
  await custom().deleteNamespacedCustomObject({ ...here(), name: 'two' });
  const gone = await refusal(custom().getNamespacedCustomObject({ ...here(), name: 'two' }));
  expect(gone.status).toMatchObject({
    message: `gardens.${group} "two" not found`,
    details: { name: 'two', group, kind: plural },
  });
});

test('status is a subresource', async () => {
  await grow('three');
  const status = { phase: 'Green', beds: 2, selector: 'garden=three' };
  const main: Garden = await custom().patchNamespacedCustomObject(
    { ...here(), name: 'three', body: { status } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  expect(main.status).toBeUndefined();
  const patched: Garden = await custom().patchNamespacedCustomObjectStatus(
    { ...here(), name: 'three', body: { status, spec: { beds: 9 } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  expect(patched).toMatchObject({ metadata: { generation: 1 }, spec: { beds: 1 }, status });
});

test('scale is a subresource', async () => {
  const scale = await custom().getNamespacedCustomObjectScale({ ...here(), name: 'three' });
  expect(scale).toMatchObject({
    kind: 'Scale',
    spec: { replicas: 1 },
    status: { replicas: 2, selector: 'garden=three' },
  });
  await custom().patchNamespacedCustomObjectScale(
    { ...here(), name: 'three', body: { spec: { replicas: 4 } } },
    setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
  );
  const scaled: Garden = await custom().getNamespacedCustomObject({ ...here(), name: 'three' });
  expect(scaled.spec.beds).toBe(4);
});

test('server-side apply, where a set has several owners', async () => {
  const apply = (manager: string, tags: string[]): Promise<Garden> =>
    custom().patchNamespacedCustomObject(
      { ...here(), name: 'four', body: garden('four', { tags }), fieldManager: manager },
      setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
    );
  await apply('one', ['a', 'b']);
  expect((await apply('two', ['b', 'c'])).spec.tags).toEqual(['a', 'b', 'c']);
  // `b` is still the other's.
  expect((await apply('two', ['c'])).spec.tags).toEqual(['a', 'b', 'c']);
  expect((await apply('one', [])).spec.tags).toEqual(['c']);
});

test('the dynamic client finds it', async () => {
  const client = KubernetesObjectApi.makeApiClient(at.kc);
  const header = { apiVersion: `${group}/v1`, kind: 'Garden', metadata: { name: 'one', namespace: at.namespace } };
  const read = (await client.read(header)) as unknown as Garden;
  expect(read.spec.soil).toBe('clay');
  const { items } = await client.list(header.apiVersion, 'Garden', at.namespace);
  expect(items.map((i) => i.metadata!.name)).toEqual(['four', 'one', 'three']);
});

test('a watch sees changes, and ends with the definition', async () => {
  const path = `/apis/${group}/v1/namespaces/${at.namespace}/${plural}`;
  const told: string[] = [];
  let opened!: () => void;
  const first = new Promise<void>((resolve) => (opened = resolve));
  const ended = new Promise<unknown>((resolve) => {
    void new Watch(at.kc).watch(
      path,
      {},
      (type, object: Garden) => {
        told.push(`${type} ${object.metadata.name}`);
        if (told.length === 3) opened();
      },
      resolve,
    );
  });
  await first;
  await grow('five');
  await custom().deleteNamespacedCustomObject({ ...here(), name: 'five' });
  await extensions().deleteCustomResourceDefinition({ name });
  expect(await ended).toBeNull();
  const all = ['four', 'one', 'three'];
  expect(told.slice(0, 5)).toEqual([...all.map((n) => `ADDED ${n}`), 'ADDED five', 'DELETED five']);
  // What goes with the definition goes in no order.
  expect(told.slice(5).sort()).toEqual(all.map((n) => `DELETED ${n}`));
  await expect(custom().listNamespacedCustomObject(here())).rejects.toMatchObject({ code: 404 });
});
