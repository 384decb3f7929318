// `fault`: breaks something around the cluster on demand, and heals it. On the laptop, for learners and for lessons.

import type { Pod } from '#api/core/types.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import { isStatus } from '#apimachinery/status.ts';
import type { ApiRequest, ApiResponse } from '#apimachinery/wire.ts';
import type { Process, Program } from '#machine/program.ts';
import type { Faults } from '../faults.ts';
import { entriesOf, healed } from './entries.ts';
import { expiredSecret } from './expired-certificate.ts';
import { USAGE } from './usage.ts';
import { VERBS } from './verbs.ts';

export interface FaultDeps {
  get(): Faults;
  /** In `instant` time the cluster has dealt with it afterwards. */
  set(faults: Faults): void;
  list<T extends ApiObject>(resource: string): readonly T[];
  /** As the learner. */
  request(request: ApiRequest): Promise<ApiResponse>;
  readonly hasCloud: boolean;
}

export function faultProgram(deps: FaultDeps): Program {
  return async (process) => {
    const { argv, stdout, stderr } = process;
    const read = wordsOf(argv.slice(1));
    const failed = (what: string): number => {
      stderr.write(`fault: ${what}\n`);
      return 1;
    };
    if (read === undefined) return failed('give a namespace after -n');
    const { words, namespace } = read;
    const [verb, ...rest] = words;
    if (verb === undefined || argv.includes('--help') || argv.includes('-h') || verb === 'help') {
      stdout.write(USAGE);
      return 0;
    }
    if (verb === 'list') {
      const entries = entriesOf(deps.get());
      stdout.write(entries.length === 0 ? 'nothing is broken\n' : entries.map(({ line }) => `${line}\n`).join(''));
      return 0;
    }
    if (verb === 'heal') {
      const line = `${rest.join(' ')}${namespace === 'default' ? '' : ` -n ${namespace}`}`.trim();
      const left = healed(deps.get(), line);
      if (!left) return failed(`nothing that is broken begins with "${line}": see fault list`);
      deps.set(left);
      return 0;
    }
    if (verb === 'expired-certificate') {
      const wrong = await expire(rest, namespace, process, deps);
      return wrong === undefined ? 0 : failed(wrong);
    }
    const run = VERBS[verb];
    if (!run) return failed(`there is no fault ${verb}: see fault --help`);
    const nodes = deps.list('nodes').map(({ metadata }) => metadata.name);
    const around = { nodes, pods: deps.list<Pod>('pods'), hasCloud: deps.hasCloud, namespace };
    const before = deps.get();
    const faults = run(rest, before, around);
    if (typeof faults === 'string') return failed(faults);
    deps.set(faults);
    const known = new Set(entriesOf(before).map(({ line }) => line));
    for (const { line } of entriesOf(faults)) if (!known.has(line)) stdout.write(`${line}\n`);
    return 0;
  };
}

/** `-n` may stand anywhere, as in kubectl. Undefined: nothing follows it. */
function wordsOf(
  args: readonly string[],
): { readonly words: readonly string[]; readonly namespace: string } | undefined {
  const words: string[] = [];
  let namespace = 'default';
  for (let i = 0; i < args.length; i++) {
    const [flag, value] = /^(--namespace|-n)=(.+)$/.exec(args[i]!)?.slice(1) ?? [args[i]!];
    if (flag !== '-n' && flag !== '--namespace') words.push(args[i]!);
    else {
      const given = value ?? args[++i];
      if (given === undefined) return undefined;
      namespace = given;
    }
  }
  return { words, namespace };
}

/** @returns What is wrong with the line, or why the API server refused. */
async function expire(
  [name, ...hosts]: readonly string[],
  namespace: string,
  { host, stdout }: Process,
  { request }: FaultDeps,
): Promise<string | undefined> {
  if (name === undefined || hosts.length === 0)
    return 'give the name of a Secret and the hosts: fault expired-certificate web-tls shop.example.com';
  const secret = await expiredSecret(namespace, name, hosts, host.now());
  const collection = `/api/v1/namespaces/${namespace}/secrets`;
  const query = '?fieldManager=fault';
  const there = await request({ method: 'GET', path: `${collection}/${name}` });
  const answer = isStatus(there.body)
    ? await request({ method: 'POST', path: `${collection}${query}`, body: secret })
    : await request({ method: 'PUT', path: `${collection}/${name}${query}`, body: secret });
  if (isStatus(answer.body)) return answer.body.message;
  stdout.write(`secret/${name} has a certificate for ${hosts.join(', ')} that has expired; fault heal leaves it\n`);
  return undefined;
}
