// kubectl rollout: looks after Deployments, DaemonSets and StatefulSets that change. Models kubectl/pkg/cmd/rollout.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { writePodTemplate } from '../../describe/pod.ts';
import { Page } from '../../describe/tabwriter.ts';
import { pathOf, qualifiedKind, qualifiedResource } from '../../discovery.ts';
import { Fail, raise } from '../../errors.ts';
import { columns } from '../../print/columns.ts';
import { fetchInfos, type Info, queryOf } from '../../resource/builder.ts';
import { dryRunOf, reporter } from '../../resource/output.ts';
import { FORMATS, filenameFlags, flag, make } from '../../standard-flags.ts';
import { follow, timeLimit } from '../wait/follow.ts';
import { annotationsAfterUndo, CAUSE, type Revision, revisionsOf, revisionToUndo, withoutHash } from './revisions.ts';
import { rolloutProgress } from './status.ts';

const REVISED = new Set(['Deployment', 'DaemonSet', 'StatefulSet']);
const STRATEGIC = 'application/strategic-merge-patch+json';

const print = [flag.allowMissingTemplateKeys, flag.output(FORMATS), flag.showManagedFields, flag.template];
const files = filenameFlags('identifying the resource to get from a server.');
const manager = flag.fieldManager('kubectl-rollout');

async function infosOf(factory: Factory): Promise<{ infos: readonly Info[]; failures: Fail[] }> {
  const asked = queryOf(factory, factory.args, { all: true });
  if (factory.args.length === 0 && !asked.filenames?.length && !asked.kustomize)
    throw new Fail('required resource not specified');
  const found = await fetchInfos(factory, asked, { latest: true });
  if (found.infos.length === 0 && found.failures.length === 0) {
    factory.err(`No resources found in ${factory.namespace.name} namespace.\n`);
  }
  return { infos: found.infos, failures: [...found.failures] };
}

/** Every object in turn; what fails is told at the end. */
async function each(factory: Factory, act: (info: Info, object: ApiObject) => Promise<void>): Promise<number> {
  const { infos, failures } = await infosOf(factory);
  for (const info of infos) {
    try {
      await act(info, info.object as ApiObject);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      failures.push(error);
    }
  }
  raise(failures);
  return 0;
}

const shown = ({ mapping, name }: Info): string => `${qualifiedResource(mapping)} ${JSON.stringify(name)}`;
const isPaused = (object: ApiObject): boolean => (object as { spec?: { paused?: boolean } }).spec?.paused === true;

async function patch(factory: Factory, info: Info, body: unknown): Promise<ApiObject> {
  const path =
    pathOf(info.mapping, info.namespace, info.name) + query({ fieldManager: factory.flags.string('field-manager') });
  return await ask<ApiObject>(factory, { method: 'PATCH', path, headers: { 'content-type': STRATEGIC }, body });
}

const status: Command = {
  name: 'status',
  use: 'rollout status (TYPE NAME | TYPE/NAME) [flags] [options]',
  short: 'Show the status of the rollout',
  long: `Show the status of the rollout.

By default 'rollout status' will watch the status of the latest rollout until it's done. If you don't want to wait for the rollout to finish then you can use --watch=false.`,
  examples: '# Watch the rollout status of a Deployment\nkubectl rollout status deployment/nginx',
  flags: [
    ...files,
    make.int('revision', 0, 'Pin to a specific revision for showing its status. Defaults to 0 (last revision).'),
    flag.selector,
    make.duration('timeout', '0s', 'The length of time to wait before ending watch, zero means never.'),
    make.bool('watch', "Watch the status of the rollout until it's done.", { short: 'w', default: 'true' }),
  ],
  async run(factory) {
    const revision = factory.flags.int('revision');
    if (revision < 0) throw new Fail(`revision must be a positive integer: ${revision}`);
    const limit = factory.flags.durationMs('timeout');
    return each(factory, async (info, object) => {
      if (!factory.flags.bool('watch')) {
        factory.out(rolloutProgress(object, revision).text);
        return;
      }
      if (!REVISED.has(object.kind)) rolloutProgress(object, revision);
      const time = timeLimit(factory, limit > 0 ? limit : undefined);
      const end = await follow(factory, info, time, (change) => {
        if (!change) return false;
        if (change.type === 'DELETED') throw new Fail('object has been deleted');
        const { text, done } = rolloutProgress({ ...change.object, kind: object.kind }, revision);
        factory.out(text);
        return done;
      }).finally(time.lift);
      if (end === 'timeout') throw new Fail('timed out waiting for the condition');
    });
  },
};

const restart: Command = {
  name: 'restart',
  use: 'rollout restart RESOURCE [options]',
  short: 'Restart a resource',
  long: 'Restart a resource.\n\nResource rollout will be restarted.',
  examples:
    '# Restart a Deployment\nkubectl rollout restart deployment/nginx\n\n# Restart Deployments with the app=nginx label\nkubectl rollout restart deployment --selector=app=nginx',
  flags: [...print, manager, ...files, flag.selector],
  async run(factory) {
    const report = reporter(factory, 'none', { typed: true });
    return each(factory, async (info, object) => {
      if (!REVISED.has(object.kind)) throw new Fail(`${shown(info)} restarting is not supported`);
      if (isPaused(object)) throw new Fail(`${shown(info)} can't restart paused deployment (run rollout resume first)`);
      const restartedAt = `${new Date(factory.process.host.now()).toISOString().slice(0, 19)}Z`;
      const annotation = 'kubectl.kubernetes.io/restartedAt';
      const template = (object as { spec?: { template?: { metadata?: { annotations?: Record<string, string> } } } })
        .spec?.template;
      if (template?.metadata?.annotations?.[annotation] === restartedAt) {
        throw new Fail(
          `failed to create patch for ${info.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
        );
      }
      const body = { spec: { template: { metadata: { annotations: { [annotation]: restartedAt } } } } };
      report(await patch(factory, info, body), 'restarted');
    });
  },
};

/** `pause` and `resume` are mirror images. */
const pausing = (name: 'pause' | 'resume', doing: string, result: string, already: string): Command => ({
  name,
  use: `rollout ${name} RESOURCE [options]`,
  short: name === 'pause' ? 'Mark the provided resource as paused' : 'Resume a paused resource',
  long:
    name === 'pause'
      ? 'Mark the provided resource as paused.\n\nPaused resources will not be reconciled by a controller. Use "kubectl rollout resume" to resume a paused resource. Currently only deployments support being paused.'
      : 'Resume a paused resource.\n\nPaused resources will not be reconciled by a controller. By resuming a resource, we allow it to be reconciled again. Currently only deployments support being resumed.',
  examples: `kubectl rollout ${name} deployment/nginx`,
  flags: [...print, manager, ...files, flag.selector],
  async run(factory) {
    const report = reporter(factory, 'none', { typed: true });
    return each(factory, async (info, object) => {
      if (object.kind !== 'Deployment') throw new Fail(`${shown(info)} ${doing} is not supported`);
      if (isPaused(object) === (name === 'pause')) throw new Fail(`${shown(info)} is ${already}`);
      report(await patch(factory, info, { spec: { paused: name === 'pause' ? true : null } }), result);
    });
  },
});

function historyText(revisions: readonly Revision[]): string {
  if (revisions.length === 0) return 'No rollout history found.\n';
  return columns(
    [['REVISION', 'CHANGE-CAUSE'], ...revisions.map((r) => [String(r.number), r.cause || '<none>'])],
    [],
    2,
  );
}

function templateText({ template }: Revision): string {
  const page = new Page();
  writePodTemplate(page, template);
  return page.raw;
}

/** Of a Deployment's revision the reason for it is shown as if the template had it. Source: DeploymentHistoryViewer.ViewHistory. */
function withCause({ template, ...revision }: Revision): Revision {
  if (revision.cause === '') return { ...revision, template };
  const annotations = { ...template.metadata?.annotations, [CAUSE]: revision.cause };
  return { ...revision, template: { ...template, metadata: { ...template.metadata, annotations } } };
}

const history: Command = {
  name: 'history',
  use: 'rollout history (TYPE NAME | TYPE/NAME) [flags] [options]',
  short: 'View rollout history',
  long: 'View previous rollout revisions and configurations.',
  examples:
    '# View the rollout history of a Deployment\nkubectl rollout history deployment/abc\n\n# View the details of revision 3\nkubectl rollout history deployment/abc --revision=3',
  flags: [
    ...print,
    ...files,
    make.int('revision', 0, 'See the details, including podTemplate of the revision specified'),
    flag.selector,
  ],
  async run(factory) {
    const wanted = factory.flags.int('revision');
    if (wanted < 0) throw new Fail(`revision must be a positive integer: ${wanted}`);
    return each(factory, async (info, object) => {
      if (object.kind === 'Pod' || object.kind === 'ReplicaSet')
        throw new Fail(`no history viewer has been implemented for ${JSON.stringify(object.kind)}`);
      if (!REVISED.has(object.kind)) {
        throw new Fail(
          `error retrieving history for ${JSON.stringify(object.kind)}, no visitor method exists for {${info.mapping.group} ${object.kind}}`,
        );
      }
      const revisions = await revisionsOf(factory, object);
      const found = revisions.find((r) => r.number === wanted);
      if (wanted > 0 && !found) throw new Fail('unable to find the specified revision');
      const report = factory.flags.string('output') ? reporter(factory, 'none', { typed: true }) : undefined;
      if (report) {
        for (const { source } of found ? [found] : revisions) report(source, '');
        return;
      }
      const title = `${qualifiedKind(info.mapping)}/${info.name} `;
      factory.out(
        found
          ? `${title}with revision #${wanted}\n${templateText(object.kind === 'Deployment' ? withCause(found) : found)}\n`
          : `${title}\n${historyText(revisions)}${revisions.length > 0 ? '\n' : ''}`,
      );
    });
  },
};

const undo: Command = {
  name: 'undo',
  use: 'rollout undo (TYPE NAME | TYPE/NAME) [flags] [options]',
  short: 'Undo a previous rollout',
  long: 'Roll back to a previous rollout.',
  examples:
    '# Roll back to the previous Deployment\nkubectl rollout undo deployment/abc\n\n# Roll back to Deployment revision 3\nkubectl rollout undo deployment/abc --to-revision=3',
  flags: [
    ...print,
    flag.dryRun,
    ...files,
    flag.selector,
    make.int('to-revision', 0, 'The revision to rollback to. Default to 0 (last revision).'),
  ],
  async run(factory) {
    const dryRun = dryRunOf(factory);
    const report = reporter(factory, dryRun, { typed: true });
    const wanted = factory.flags.int('to-revision');
    return each(factory, async (info, object) => {
      if (!REVISED.has(object.kind)) {
        throw new Fail(
          `error retrieving rollbacker for ${JSON.stringify(object.kind)}, no visitor method exists for {${info.mapping.group} ${object.kind}}`,
        );
      }
      const to = revisionToUndo(object, await revisionsOf(factory, object), wanted);
      if (dryRun === 'client') {
        if (factory.flags.string('output')) return report(object, 'rolled back');
        factory.out(`${templateText(to)}\n`);
        return;
      }
      if (isPaused(object)) {
        throw new Fail(
          `you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`,
        );
      }
      const template = withoutHash(to.template);
      const present = JSON.stringify(
        withoutHash((object as { spec?: { template?: Revision['template'] } }).spec?.template ?? to.template),
      );
      if (JSON.stringify(template) === present) {
        factory.out(
          `${qualifiedKind(info.mapping)}/${info.name} skipped rollback (current template already matches revision ${to.number})\n`,
        );
        return;
      }
      const body: unknown[] = [{ op: 'replace', path: '/spec/template', value: template }];
      if (object.kind === 'Deployment')
        body.push({ op: 'replace', path: '/metadata/annotations', value: annotationsAfterUndo(object, to.source) });
      const path =
        pathOf(info.mapping, info.namespace, info.name) + query({ dryRun: dryRun === 'server' ? 'All' : undefined });
      const headers = { accept: 'application/json', 'content-type': 'application/json-patch+json' };
      report(await ask<ApiObject>(factory, { method: 'PATCH', path, headers, body }), 'rolled back');
    });
  },
};

export const rollout: Command = {
  name: 'rollout',
  use: 'rollout SUBCOMMAND [options]',
  short: 'Manage the rollout of a resource',
  long: 'Manage the rollout of one or many resources.\n\nValid resource types include:\n\n  *  deployments\n  *  daemonsets\n  *  statefulsets',
  examples:
    '# Roll back to the previous Deployment\nkubectl rollout undo deployment/abc\n\n# Check the rollout status of a DaemonSet\nkubectl rollout status daemonset/foo\n\n# Restart a Deployment\nkubectl rollout restart deployment/abc',
  flags: [],
  subcommands: [
    history,
    pausing('pause', 'pausing', 'paused', 'already paused'),
    restart,
    pausing('resume', 'resuming', 'resumed', 'not paused'),
    status,
    undo,
  ],
};
