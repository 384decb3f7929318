// What bash 5.2.15 shows for a line, after three others: recorded from it.

import { expect, test } from 'vitest';
import { expandHistory } from './history-expansion.ts';
import { historyLine } from './history-line.ts';

const past = ['echo one two three', 'printf "%s\\n" "a b" c/d/e.tar.gz', 'true x; echo y|cat'];

test.each<[string, string | undefined]>([
  ['!!', 'true x; echo y|cat'],
  ['echo !$', 'echo cat'],
  ['echo !^', 'echo x'],
  ['echo !*', 'echo x ; echo y | cat'],
  ['!-2', 'printf "%s\\n" "a b" c/d/e.tar.gz'],
  ['!ec', 'echo one two three'],
  ['!?print?', 'printf "%s\\n" "a b" c/d/e.tar.gz'],
  ['echo !#', 'echo echo '],
  ['^true^echo^', 'echo x; echo y|cat'],
  ['^echo^printf^ more', 'true x; printf y|cat more'],
  ['^zzz^y', 'bash: :s^zzz^y: substitution failed'],
  ['!zzz', 'bash: !zzz: event not found'],
  ['echo !-2:2', 'echo "a b"'],
  ['echo !-2:$:h', 'echo c/d'],
  ['echo !-2:$:t:r', 'echo e.tar'],
  ['echo !-2:$:e', 'echo .gz'],
  ['echo !-2:1-2', 'echo "%s\\n" "a b"'],
  ['echo !-2:2-', 'echo "a b"'],
  ['echo !-2:2*', 'echo "a b" c/d/e.tar.gz'],
  ['echo !-2:9', 'bash: :9: bad word specifier'],
  ['!-3:s/two/2/', 'echo one 2 three'],
  ['!-3:gs/e/E/', 'Echo onE two thrEE'],
  ['!-3:p', 'echo one two three'],
  [`echo 'a!!'`, undefined],
  ['echo "a!!"', 'echo "atrue x; echo y|cat"'],
  ['echo a!', undefined],
  ['echo "hi!"', undefined],
  ['echo \\!!', undefined],
  ['echo x!=y', undefined],
  ['[[ a != b ]] && echo ok', undefined],
  ['echo ${!x}', undefined],
  ['echo $!', undefined],
  ['echo !-3:q', `echo 'echo one two three'`],
  ['echo !-3:x', `echo 'echo' 'one' 'two' 'three'`],
  ['echo !?print?:%', 'echo printf'],
  ['echo [!a]', undefined],
  ['echo a!!b', 'echo atrue x; echo y|catb'],
  ['echo !-2:-', 'echo printf "%s\\n" "a b"'],
  ['echo !-2-', 'echo printf "%s\\n" "a b"'],
  ['echo !ec:1', 'echo one'],
  ['echo !printf:2;echo', 'echo "a b";echo'],
  ['echo !1x', 'echo echo one two threex'],
])('%s', (line, shown) => {
  const found = expandHistory(line, past);
  expect('error' in found ? `bash: ${found.error}` : found.changed ? found.line : undefined).toBe(shown);
});

test.each([
  ['for i in 1 2; do\necho $i\ndone', 'for i in 1 2; do echo $i; done'],
  ['if true\nthen echo a\nelse\n  echo b\nfi', 'if true; then echo a; else   echo b; fi'],
  ['echo "a\nb"', 'echo "a\nb"'],
  ['echo a \\\n  b', 'echo a   b'],
  ['echo a |\ncat', 'echo a | cat'],
  ['cat <<E\na\nE', 'cat <<E\na\nE'],
  ['case a in\na)\necho x\n;;\nesac', 'case a in a) echo x; ;; esac'],
  ['f() {\necho a\n}', 'f() { echo a; }'],
])('%j is one line of the history', (script, line) => {
  expect(historyLine(script)).toBe(line);
});

test.each([
  ['#!/bin/sh', '', '#!/bin/sh'],
  ['ls # see !important', '', 'ls # see !important'],
  [
    "cat > run.sh <<'EOF'\n#!/bin/sh\n!DOCTYPE\nEOF\necho !$",
    '',
    "cat > run.sh <<'EOF'\n#!/bin/sh\n!DOCTYPE\nEOF\necho b",
  ],
  ['!DOCTYPE html', 'cat > x.html <<EOF\n', '!DOCTYPE html'],
  ['\tEOF', 'cat <<-EOF\n!x\n', '\tEOF'],
  ['!seen[$0]++', "awk '\n", '!seen[$0]++'],
  ["b !x' !$", "echo 'a\n", "b !x' b"],
  ['say !$"', 'echo "a\n', 'say b"'],
  ['grep x <<< !$', '', 'grep x <<< b'],
  ['echo $((1<<2)) !$', '', 'echo $((1<<2)) b'],
])('%j after %j', (line, before, expected) => {
  const found = expandHistory(line, ['echo a b'], before);
  expect('error' in found ? found.error : found.line).toBe(expected);
});
