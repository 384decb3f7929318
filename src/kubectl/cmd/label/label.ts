// kubectl label and kubectl annotate: one way of working, two maps. Models kubectl/pkg/cmd/label and annotate.

import type { ApiObject } from '#apimachinery/meta.ts';
import { isLabelValue } from '#apimachinery/validation.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory, Flag } from '../../command.ts';
import { pathOf } from '../../discovery.ts';
import { Fail, raise } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { CHANGE_CAUSE, recorded, recordFlag } from '../../resource/record.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';

type Field = 'labels' | 'annotations';
const NOUN: Record<Field, string> = { labels: 'label', annotations: 'annotation' };

interface Change {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** Words such as `a=b` and `a-` after the resources. Models cmdutil.GetResourcesAndPairs and parseLabels. */
function split(args: readonly string[], field: Field): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    const isPair = (arg.includes('=') && !arg.startsWith('=')) || arg.endsWith('-');
    if (isPair) pairs.push(arg);
    else if (pairs.length > 0) throw new Fail(`all resources must be specified before ${NOUN[field]} changes: ${arg}`);
    else resources.push(arg);
  }
  return { resources, pairs };
}

function parse(pairs: readonly string[], field: Field): Change {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    if (pair.includes('=')) {
      const at = pair.indexOf('=');
      const [key, value] = [pair.slice(0, at), pair.slice(at + 1)];
      if (field === 'labels') {
        if (value.includes('=')) throw new Fail(`invalid label spec: ${pair}`);
        const wrong = isLabelValue(value);
        if (wrong.length > 0) throw new Fail(`invalid label value: ${JSON.stringify(pair)}: ${wrong.join(';')}`);
      }
      set[key] = value;
    } else remove.push(pair.slice(0, -1));
  }
  const both = remove.filter((key) => key in set);
  if (both.length > 0) {
    throw new Fail(
      field === 'labels'
        ? 'can not both modify and remove a label in the same command'
        : `can not both modify and remove the following annotation(s) in the same command: ${both.join(', ')}`,
    );
  }
  return { set, remove };
}

/** The cause of a change is always the last one. Source: validateNoAnnotationOverwrites. */
function refuseOverwrite(present: Record<string, string>, { set }: Change, field: Field): void {
  const clashes = Object.keys(set).filter(
    (key) => key in present && (field === 'annotations' ? key !== CHANGE_CAUSE : present[key] !== set[key]),
  );
  const texts = clashes.map((key) => `'${key}' already has a value (${present[key]})`);
  if (texts.length === 0) return;
  if (field === 'labels') raise(texts.map((t) => new Fail(`${t}, and --overwrite is false`)));
  throw new Fail(`--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`);
}

async function run(factory: Factory, field: Field): Promise<number> {
  const { flags, args } = factory;
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun);
  const { resources, pairs } = split(args, field);
  const q = queryOf(factory, resources);
  if (flags.bool('all') && q.selector) throw new Fail('cannot set --all and --selector at the same time');
  if (resources.length === 0 && !q.filenames?.length && !q.kustomize) {
    throw new Fail('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  const list = flags.bool('list');
  if (pairs.length === 0 && !list) throw new Fail(`at least one ${NOUN[field]} update is required`);
  const change = parse(pairs, field);
  const local = flags.bool('local');
  if (local && !q.filenames?.length) {
    throw new Fail('can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set');
  }
  const version = flags.string('resource-version');
  const { infos, failures, single } = await fetchInfos(factory, { ...q, local }, { latest: !local });
  if (version && !single) throw new Fail('--resource-version may only be used with a single resource');
  const wrong: Fail[] = [...failures];
  for (const { mapping, namespace, name, object } of infos) {
    try {
      const present = object!.metadata[field] ?? {};
      // Whoever names a version has seen what is there.
      if (!flags.bool('overwrite') && !version) refuseOverwrite(present, change, field);
      for (const key of field === 'labels' ? change.remove : [])
        if (!(key in present)) factory.out(`label "${key}" not found.\n`);
      const after: Record<string, string> = { ...present, ...change.set };
      for (const key of change.remove) delete after[key];
      if (list) {
        for (const key of Object.keys(after).sort()) factory.out(`${key}=${after[key]}\n`);
        continue;
      }
      const differs = Object.keys({ ...present, ...after }).some((key) => present[key] !== after[key]);
      const gone = change.remove.some((key) => key in present);
      const operation =
        field === 'annotations'
          ? 'annotated'
          : !differs
            ? 'not labeled'
            : gone && Object.keys(change.set).length === 0
              ? 'unlabeled'
              : 'labeled';
      const changed = recorded(factory, { ...object!, metadata: { ...object!.metadata, [field]: after } });
      const caused = field === 'annotations' ? (changed.metadata.annotations ?? {}) : after;
      if (local || dryRun === 'client' || (!differs && field === 'labels' && !version)) {
        report(changed, operation);
        continue;
      }
      const patch = Object.fromEntries(
        Object.keys({ ...present, ...caused })
          .filter((key) => present[key] !== caused[key])
          .map((key) => [key, caused[key] ?? null]),
      );
      const answer = await ask<ApiObject>(factory, {
        method: 'PATCH',
        path:
          pathOf(mapping, namespace, name) + query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') })),
        headers: { accept: 'application/json', 'content-type': 'application/merge-patch+json' },
        body: {
          metadata: {
            ...(Object.keys(patch).length > 0 && { [field]: patch }),
            ...(field === 'labels' &&
              changed.metadata.annotations !== object!.metadata.annotations && {
                annotations: changed.metadata.annotations,
              }),
            ...(version && { resourceVersion: version }),
          },
        },
      });
      report({ ...answer, apiVersion: object!.apiVersion, kind: object!.kind }, operation);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
    }
  }
  raise(wrong);
  return 0;
}

const flagsFor = (noun: string): readonly Flag[] => [
  make.bool('all', 'All objects of the given types in the namespace.'),
  flag.allNamespaces('The objects of all namespaces.'),
  ...printFlags,
  recordFlag,
  flag.dryRun,
  flag.fieldManager(`kubectl-${noun === 'label' ? 'label' : 'annotate'}`),
  flag.fieldSelector,
  ...filenameFlags(`Filename, directory, or URL to files that name what to change`),
  make.bool('list', `Show the ${noun}s of the object.`),
  make.bool('local', 'Change the content of the file, and send nothing.'),
  make.bool('overwrite', `Allow ${noun}s to be overwritten.`),
  make.string('resource-version', 'Only if the object is still at this version. For a single object.'),
  flag.selector,
];

export const label: Command = {
  name: 'label',
  use: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  short: 'Update the labels on a resource',
  long: 'Update the labels on a resource.\n\n A key may have a prefix, such as example.com/my-app. With --overwrite an existing label gets the new value; without it that is an error.',
  examples: `# Label a pod
kubectl label pods foo unhealthy=true

# Change a label that is there
kubectl label --overwrite pods foo status=unhealthy

# Remove the label "bar"
kubectl label pods foo bar-`,
  flags: flagsFor('label'),
  run: (factory) => run(factory, 'labels'),
};

export const annotate: Command = {
  name: 'annotate',
  use: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  short: 'Update the annotations on a resource',
  long: 'Update the annotations on a resource.\n\n Annotations are keys and values that tools store; unlike labels they select nothing and may be long.',
  examples: `# Annotate a pod
kubectl annotate pods foo description='my frontend'

# Remove the annotation
kubectl annotate pods foo description-`,
  flags: flagsFor('annotation'),
  run: (factory) => run(factory, 'annotations'),
};
