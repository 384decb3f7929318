// What a prompt adds to `command not found`: the command that was probably meant, or why there is none.

import type { Language } from '#machine/language.ts';

const THERE_IS_ONE = {
  en: 'There is a cluster already: kubectl get nodes.',
  zh: '集群已经有了：kubectl get nodes。',
};
const NO_PROCESSES = {
  en: 'Portolan does not simulate processes of this machine: kubectl top pods and kubectl top nodes show what the cluster uses.',
  zh: 'Portolan 不模拟这台机器的进程：kubectl top pods 和 kubectl top nodes 显示集群的用量。',
};
const NOT_YOURS = {
  en: 'Portolan does not simulate processes of others: jobs lists yours, kill %1 ends one.',
  zh: 'Portolan 不模拟别人的进程：jobs 列出你的，kill %1 结束一个。',
};
const NO_PYTHON = {
  en: 'Portolan does not simulate Python: jq, awk and sed are here.',
  zh: 'Portolan 不模拟 Python：这里有 jq、awk 和 sed。',
};
const NO_PACKAGES = {
  en: 'No packages can be installed here.',
  zh: '这里不能安装软件包。',
};

/** Tools that one reaches for here, and that Portolan does not have: what to do instead. */
const ABSENT: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  helm: {
    en: 'Portolan does not simulate Helm: a chart is templates that become manifests. Apply manifests with kubectl apply -f FILE, or bases and overlays with kubectl apply -k FOLDER.',
    zh: 'Portolan 不模拟 Helm：chart 是生成清单的模板。请用 kubectl apply -f 文件 应用清单，或用 kubectl apply -k 文件夹 应用 base 和 overlay。',
  },
  docker: {
    en: 'Portolan does not simulate a container engine on this machine: kubectl run NAME --image=IMAGE starts a container in the cluster.',
    zh: 'Portolan 不模拟这台机器上的容器引擎：kubectl run 名称 --image=镜像 会在集群里启动容器。',
  },
  minikube: THERE_IS_ONE,
  kind: THERE_IS_ONE,
  k9s: {
    en: 'Portolan does not simulate k9s: kubectl get -w and watch show what changes.',
    zh: 'Portolan 不模拟 k9s：用 kubectl get -w 和 watch 看变化。',
  },
  sudo: {
    en: 'There is nothing here that needs it.',
    zh: '这里没有什么需要它。',
  },
  top: NO_PROCESSES,
  htop: NO_PROCESSES,
  free: {
    en: 'Portolan does not simulate memory of this machine: kubectl top nodes shows what the nodes use.',
    zh: 'Portolan 不模拟这台机器的内存：kubectl top nodes 显示节点的用量。',
  },
  df: {
    en: 'Portolan does not simulate disks: du shows what files take.',
    zh: 'Portolan 不模拟磁盘：du 显示文件占多少。',
  },
  uptime: {
    en: 'Portolan does not simulate the load of this machine: kubectl top nodes shows what the nodes use.',
    zh: 'Portolan 不模拟这台机器的负载：kubectl top nodes 显示节点的用量。',
  },
  ip: {
    en: "Portolan does not simulate network interfaces: hostname -i prints this machine's address, ss -tlnp what listens.",
    zh: 'Portolan 不模拟网络接口：hostname -i 打印这台机器的地址，ss -tlnp 打印在监听的程序。',
  },
  ifconfig: {
    en: "Portolan does not simulate network interfaces: hostname -i prints this machine's address.",
    zh: 'Portolan 不模拟网络接口：hostname -i 打印这台机器的地址。',
  },
  killall: NOT_YOURS,
  pkill: NOT_YOURS,
  python: NO_PYTHON,
  python3: NO_PYTHON,
  perl: {
    en: 'Portolan does not simulate Perl: awk and sed are here.',
    zh: 'Portolan 不模拟 Perl：这里有 awk 和 sed。',
  },
  git: {
    en: 'Portolan does not simulate git: files are kept by the browser.',
    zh: 'Portolan 不模拟 git：文件由浏览器保存。',
  },
  zip: {
    en: 'Portolan does not simulate zip: tar -czf packs files.',
    zh: 'Portolan 不模拟 zip：用 tar -czf 打包文件。',
  },
  unzip: {
    en: 'Portolan does not simulate zip: tar -xzf takes files out of an archive.',
    zh: 'Portolan 不模拟 zip：用 tar -xzf 从归档里取出文件。',
  },
  chown: {
    en: 'Portolan does not simulate owners of files: chmod sets who may do what.',
    zh: 'Portolan 不模拟文件的所有者：用 chmod 设置谁能做什么。',
  },
  apt: NO_PACKAGES,
  'apt-get': NO_PACKAGES,
};

/** One line, or nothing to add. */
export function adviceFor(typed: string, known: Iterable<string>, language: Language): string {
  if (Object.hasOwn(ABSENT, typed)) return ABSENT[typed]![language];
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
  near.sort();
  return language === 'zh' ? `是不是想输入 ${near.join(' 或 ')}？` : `Did you mean ${near.join(' or ')}?`;
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
