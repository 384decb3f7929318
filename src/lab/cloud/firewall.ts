// The cloud's firewall in front of the nodes: ports that are closed to the outside, as ranges.

import type { Protocol } from '#api/core/types.ts';
import type { ClosedPorts } from '#network/faults.ts';

const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** `30036`, `30000-32767`, `30036/UDP`, `node-ports`; or what is wrong with it. */
export function portsOf(text: string): ClosedPorts | string {
  const [, range = '', name] = /^([^/]*)(?:\/(.*))?$/.exec(text) ?? [];
  const protocol = PROTOCOLS.find((p) => p === name?.toUpperCase());
  if (name !== undefined && !protocol) return `there is no protocol ${name}: give TCP or UDP`;
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range === 'node-ports' ? '30000-32767' : range) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (first === undefined || from < 1 || to > 65_535 || from > to)
    return `"${text}" are no ports: give 30036, 30000-32767, 30036/UDP or node-ports`;
  return { from, to, ...(protocol && { protocol }) };
}

const covers = (outer: ClosedPorts, inner: ClosedPorts): boolean =>
  outer.from <= inner.from && inner.to <= outer.to && (!outer.protocol || outer.protocol === inner.protocol);

/** These ports too. */
export function closed(all: readonly ClosedPorts[], ports: ClosedPorts): readonly ClosedPorts[] {
  if (all.some((rule) => covers(rule, ports))) return all;
  return [...all.filter((rule) => !covers(ports, rule)), ports].toSorted((a, b) => a.from - b.from);
}

/** All but these: what a rule closes beside them stays closed. */
export function opened(all: readonly ClosedPorts[], ports: ClosedPorts): readonly ClosedPorts[] {
  return all.flatMap((rule): readonly ClosedPorts[] => {
    const { from, to, protocol } = rule;
    const isOther = protocol && ports.protocol && protocol !== ports.protocol;
    if (isOther || to < ports.from || ports.to < from) return [rule];
    const beside = [
      { ...rule, to: ports.from - 1 },
      { ...rule, from: ports.to + 1 },
    ].filter((part) => part.from <= part.to);
    if (protocol || !ports.protocol) return beside;
    const within = { from: Math.max(from, ports.from), to: Math.min(to, ports.to) };
    const others = PROTOCOLS.filter((other) => other !== ports.protocol);
    return [...beside, ...others.map((other) => ({ ...within, protocol: other }))];
  });
}
