// The list of kubectl's commands, in the order and under the heads of its root help page.

import type { Command } from '../command.ts';
import type { Group } from '../help.ts';
import { apiResources } from './api-resources/api-resources.ts';
import { apiVersions } from './api-versions/api-versions.ts';
import { apply } from './apply/apply.ts';
import { attach } from './attach/attach.ts';
import { auth } from './auth/auth.ts';
import { autoscale } from './autoscale/autoscale.ts';
import { certificate } from './certificate/certificate.ts';
import { clusterInfo } from './cluster-info/cluster-info.ts';
import { completion } from './completion/completion.ts';
import { config } from './config/config.ts';
import { cp } from './cp/cp.ts';
import { create } from './create/create.ts';
import { debug } from './debug/debug.ts';
import { deleteCommand } from './delete/delete.ts';
import { describe } from './describe/describe.ts';

import { diff } from './diff/diff.ts';
import { cordon, uncordon } from './drain/cordon.ts';
import { drain } from './drain/drain.ts';
import { edit } from './edit/edit.ts';
import { events } from './events/events.ts';
import { exec } from './exec/exec.ts';
import { explain } from './explain/explain.ts';
import { expose } from './expose/expose.ts';
import { get } from './get/get.ts';
import { kustomize } from './kustomize/kustomize.ts';
import { annotate, label } from './label/label.ts';
import { logs } from './logs/logs.ts';
import { patch } from './patch/patch.ts';
import { makePlugin } from './plugin/plugin.ts';
import { portForward } from './port-forward/port-forward.ts';
import { proxy } from './proxy/proxy.ts';
import { replace } from './replace/replace.ts';
import { rollout } from './rollout/rollout.ts';
import { runCommand } from './run/run.ts';
import { scale } from './scale/scale.ts';
import { set } from './set/set.ts';
import { taint } from './taint/taint.ts';
import { top } from './top/top.ts';
import { version } from './version/version.ts';
import { wait } from './wait/wait.ts';

export const groups: readonly Group[] = [
  { title: 'Basic Commands (Beginner)', commands: [create, expose, runCommand, set] },
  { title: 'Basic Commands (Intermediate)', commands: [explain, get, edit, deleteCommand] },
  { title: 'Deploy Commands', commands: [rollout, scale, autoscale] },
  {
    title: 'Cluster Management Commands',
    commands: [certificate, clusterInfo, top, cordon, uncordon, drain, taint],
  },
  {
    title: 'Troubleshooting and Debugging Commands',
    commands: [describe, logs, attach, exec, portForward, proxy, cp, auth, debug, events],
  },
  {
    title: 'Advanced Commands',
    commands: [diff, apply, patch, replace, wait, kustomize],
  },
  { title: 'Settings Commands', commands: [label, annotate, completion] },
  { title: 'Subcommands provided by plugins', commands: [] },
  {
    title: 'Other Commands',
    commands: [apiResources, apiVersions, config, makePlugin(rootCommands), version],
  },
];

/** Every command below `kubectl`. */
export function rootCommands(): readonly Command[] {
  return groups.flatMap((g) => g.commands);
}
