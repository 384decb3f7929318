// systemctl on a node, for the one unit that there is: its kubelet. Models systemd's systemctl(1).

import type { Program } from '#machine/program.ts';

/** What a node's init system does with its kubelet. */
export interface KubeletUnit {
  readonly isRunning: () => boolean;
  readonly start: () => void;
  readonly stop: () => void;
}

const UNIT = 'kubelet.service';
const HELP = 'usage: systemctl start|stop|restart|status|is-active kubelet\n';
const DO: Readonly<Record<string, (unit: KubeletUnit) => void>> = {
  start: (unit) => unit.start(),
  stop: (unit) => unit.stop(),
  restart: (unit) => {
    unit.stop();
    unit.start();
  },
};

function statusText(isRunning: boolean): string {
  const [dot, active] = isRunning ? ['●', 'active (running)'] : ['○', 'inactive (dead)'];
  return [
    `${dot} ${UNIT} - kubelet: The Kubernetes Node Agent`,
    `     Loaded: loaded (/usr/lib/systemd/system/${UNIT}; enabled; preset: enabled)`,
    `     Active: ${active}`,
    '',
  ].join('\n');
}

export function systemctl(unit: KubeletUnit): Program {
  return async ({ argv, stdout, stderr }) => {
    const [verb = '', name = ''] = argv.slice(1).filter((word) => !word.startsWith('-'));
    if (!(verb in DO) && verb !== 'status' && verb !== 'is-active') {
      stderr.write(verb === '' ? HELP : `Unknown command verb ${verb}.\n`);
      return 1;
    }
    const full = name.includes('.') ? name : `${name}.service`;
    if (full !== UNIT) {
      if (verb === 'is-active') stdout.write('inactive\n');
      else if (verb === 'status') stderr.write(`Unit ${full} could not be found.\n`);
      else stderr.write(`Failed to ${verb} ${full}: Unit ${full} not found.\n`);
      return verb === 'status' || verb === 'is-active' ? 4 : 5;
    }
    DO[verb]?.(unit);
    if (verb in DO) return 0;
    const isRunning = unit.isRunning();
    stdout.write(verb === 'status' ? statusText(isRunning) : `${isRunning ? 'active' : 'inactive'}\n`);
    return isRunning ? 0 : 3;
  };
}
