// Every script of scripts/*.txt prints in our shell what it printed in bash, and ends with the same code.

import { expect, test } from 'vitest';
import { loadCommands } from '#shell/commands/index.ts';
import { type Outcome, readScripts, showOutcome } from './cases.ts';
import { run } from './run.ts';

test.each(readScripts())(
  'scripts of $name run as in bash',
  async ({ cases, comparesStderr }) => {
    await loadCommands();
    const wrong: string[] = [];
    for (const each of cases) {
      const ours = await run(each.script);
      const told = (outcome: Outcome): string => showOutcome(comparesStderr ? outcome : { ...outcome, stderr: '' });
      if (told(ours) !== told(each))
        wrong.push(`$ ${each.script}\n--- bash\n${told(each)}--- ours\n${showOutcome(ours)}`);
    }
    expect(wrong.join('\n'), `${wrong.length} of ${cases.length} differ`).toBe('');
  },
  60_000,
);
