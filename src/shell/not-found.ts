// What a prompt adds to `command not found`: the command that was probably meant, or why there is none.

/** Tools that one reaches for here, and that Portolan does not have: what to do instead. */
const ABSENT: Readonly<Record<string, string>> = {
  helm: 'Portolan does not simulate Helm: a chart is templates that become manifests. Apply manifests with kubectl apply -f FILE, or bases and overlays with kubectl apply -k FOLDER.',
  docker:
    'Portolan does not simulate a container engine on this machine: kubectl run NAME --image=IMAGE starts a container in the cluster.',
  minikube: 'There is a cluster already: kubectl get nodes.',
  kind: 'There is a cluster already: kubectl get nodes.',
  k9s: 'Portolan does not simulate k9s: kubectl get -w and watch show what changes.',
  sudo: 'There is nothing here that needs it.',
  top: 'Portolan does not simulate processes of this machine: kubectl top pods and kubectl top nodes show what the cluster uses.',
  htop: 'Portolan does not simulate processes of this machine: kubectl top pods and kubectl top nodes show what the cluster uses.',
  free: 'Portolan does not simulate memory of this machine: kubectl top nodes shows what the nodes use.',
  df: 'Portolan does not simulate disks: du shows what files take.',
  uptime: 'Portolan does not simulate the load of this machine: kubectl top nodes shows what the nodes use.',
  ip: "Portolan does not simulate network interfaces: hostname -i prints this machine's address, ss -tlnp what listens.",
  ifconfig: "Portolan does not simulate network interfaces: hostname -i prints this machine's address.",
  killall: 'Portolan does not simulate processes of others: jobs lists yours, kill %1 ends one.',
  pkill: 'Portolan does not simulate processes of others: jobs lists yours, kill %1 ends one.',
  python: 'Portolan does not simulate Python: jq, awk and sed are here.',
  python3: 'Portolan does not simulate Python: jq, awk and sed are here.',
  perl: 'Portolan does not simulate Perl: awk and sed are here.',
  git: 'Portolan does not simulate git: files are kept by the browser.',
  zip: 'Portolan does not simulate zip: tar -czf packs files.',
  unzip: 'Portolan does not simulate zip: tar -xzf takes files out of an archive.',
  chown: 'Portolan does not simulate owners of files: chmod sets who may do what.',
  apt: 'No packages can be installed here.',
  'apt-get': 'No packages can be installed here.',
};

/** One line, or nothing to add. */
export function adviceFor(typed: string, known: Iterable<string>): string {
  if (Object.hasOwn(ABSENT, typed)) return ABSENT[typed]!;
  const most = typed.length < 3 ? 0 : typed.length < 6 ? 1 : 2;
  let near: string[] = [];
  let best = most;
  for (const name of new Set(known)) {
    if (Math.abs(name.length - typed.length) > best || name.length < 2) continue;
    const distance = editsBetween(typed, name);
    if (distance > best) continue;
    if (distance < best) near = [];
    best = distance;
    near.push(name);
  }
  if (near.length === 0 || near.length > 3) return '';
  return `Did you mean ${near.sort().join(' or ')}?`;
}

/** Letters put in, left out, taken for another, or exchanged with the next. */
export function editsBetween(a: string, b: string): number {
  let [older, old]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(old![j]! + 1, row[j - 1]! + 1, old![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, older![j - 2]! + 1);
      row.push(least);
    }
    [older, old] = [old!, row];
  }
  return old![b.length]!;
}
