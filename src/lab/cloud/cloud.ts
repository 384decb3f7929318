// `cloud`: the provider's own command. Its firewall, its load balancers, its prices. Models no real one's command line.

import type { Program } from '#machine/program.ts';
import { portsText } from '../fault/entries.ts';
import { cloudOf, type Faults } from '../faults.ts';
import { billOf } from './bill.ts';
import { closed, opened, portsOf } from './firewall.ts';
import { inventoryOf, type List } from './inventory.ts';
import { dollars, HOURS, PER_GIB, PRICES, PRICES_FROM } from './prices.ts';

export interface CloudDeps {
  readonly hasCloud: boolean;
  faults(): Faults;
  setFaults(faults: Faults): void;
  readonly list: List;
}

const USAGE = `The cloud around the cluster.

  cloud firewall list                 which ports of nodes the outside may reach
  cloud firewall close PORTS          PORTS: 30036, 30000-32767, 30036/UDP, node-ports
  cloud firewall open PORTS
  cloud load-balancers                what the cluster's Services and Ingresses have
  cloud quota                         how many load balancers and addresses are left
  cloud prices                        what things cost
  cloud bill                          what this cluster costs as it stands

Public DNS has a command of its own: dnszone.
`;

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => cell.padEnd(widths[i]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
};

export function cloudProgram(deps: CloudDeps): Program {
  const pages: Readonly<Record<string, () => string>> = {
    'load-balancers': () => balancersText(deps),
    quota: () => quotaText(deps),
    prices: pricesText,
    bill: () => billText(deps),
  };
  return async ({ argv, stdout, stderr }) => {
    const isHelp = argv.includes('--help') || argv.includes('-h');
    const [, command, verb, ports] = argv;
    const failed = (what: string, code = 1): number => {
      stderr.write(`cloud: ${what}\n`);
      return code;
    };
    if (command === undefined || command === 'help' || isHelp) {
      stdout.write(USAGE);
      return 0;
    }
    if (!deps.hasCloud) return failed('there is no cloud around this cluster: its nodes are bare metal');
    if (command === 'firewall') {
      if (verb === undefined || verb === 'list') stdout.write(firewallText(deps.faults()));
      else if (verb !== 'close' && verb !== 'open') return failed(`there is no firewall ${verb}: see cloud --help`, 2);
      else {
        const read = portsOf(ports ?? '');
        if (typeof read === 'string') return failed(read);
        const faults = deps.faults();
        const { closedPorts = [], ...others } = faults;
        const next = (verb === 'close' ? closed : opened)(closedPorts, read);
        deps.setFaults(next.length > 0 ? { ...others, closedPorts: next } : others);
        stdout.write(firewallText(deps.faults()));
      }
      return 0;
    }
    const page = pages[command];
    if (!page) return failed(`there is no command ${command}: see cloud --help`, 2);
    stdout.write(page());
    return 0;
  };
}

/** The first rule that fits decides; load balancers have rules of their own. */
function firewallText({ closedPorts = [] }: Faults): string {
  return table([
    ['FROM', 'TO', 'PORTS', 'ACTION'],
    ...closedPorts.map((rule) => ['outside', 'nodes', portsText(rule), 'deny']),
    ['outside', 'nodes', 'all', 'allow'],
  ]);
}

function balancersText({ list }: CloudDeps): string {
  const { balancers } = inventoryOf(list);
  if (balancers.length === 0) return 'no load balancers\n';
  const rows = balancers.map(({ address, kind, of, ports, rules }) => [address, kind, of, ports.join(','), `${rules}`]);
  return table([['ADDRESS', 'KIND', 'FOR', 'PORTS', 'RULES'], ...rows]);
}

function quotaText({ faults, list }: CloudDeps): string {
  const { quota, range } = cloudOf('cloud', faults)!;
  const used = String(inventoryOf(list).balancers.filter(({ kind }) => kind === 'network').length);
  return table([
    ['WHAT', 'USED', 'LIMIT'],
    ['load balancers', used, String(quota)],
    ['addresses for load balancers', used, String(range.to - range.from + 1)],
  ]);
}

function pricesText(): string {
  const rows = Object.values(PRICES).map(({ what, hourly }) => [what, dollars(hourly, 3), dollars(hourly * HOURS)]);
  const traffic = ['load balancer: each GiB through it', dollars(PER_GIB, 3), 'by traffic'];
  return `Examples: ${PRICES_FROM}.\n\n${table([['WHAT', 'AN HOUR', 'A MONTH'], ...rows, traffic])}`;
}

function billText({ list }: CloudDeps): string {
  const lines = billOf(inventoryOf(list));
  const total = lines.reduce((sum, { hourly }) => sum + hourly, 0);
  return `By the prices of: ${PRICES_FROM}. Traffic is not counted.\n\n${table([
    ['WHAT', 'COUNT', 'EACH, AN HOUR', 'A MONTH'],
    ...lines.map(({ what, count, each, hourly }) => [what, `${count}`, dollars(each, 3), dollars(hourly * HOURS)]),
    ['together', '', '', dollars(total * HOURS)],
  ])}`;
}
