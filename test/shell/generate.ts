// Scripts made up at random from the grammar: what bash does with them is not known before it has run them.

/** A generator of whole numbers in [0, below), the same for the same seed. */
export function chance(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export function scriptOf(seed: number): string {
  const below = chance(seed);
  const pick = <T>(all: readonly T[]): T => all[below(all.length)]!;
  const many = (most: number, make: () => string, between: string): string =>
    Array.from({ length: 1 + below(most) }, make).join(between);
  const name = (): string => pick(['x', 'y', 'z', 'a', 'n']);
  const text = (): string =>
    pick(['abc', 'a b', 'foo.tar.gz', '', '10', '-3', 'web-1', "it's", 'a*', 'ä', '1:2:3', '/usr/lib/x.so']);
  const number = (): string => pick(['0', '1', '2', '7', '10', '-1', '$x', '$n', '3']);
  const pattern = (): string => pick(['*', '?', 'a*', '*.gz', '[a-c]*', '*b*', '[!a]*', '*/', '[[:digit:]]*']);

  const operation = (): string =>
    pick([
      () => `:-${word(1)}`,
      () => `-${word(1)}`,
      () => `:+${word(1)}`,
      () => `:=${pick(['d', 'e f', '"g h"'])}`,
      () => `#${pattern()}`,
      () => `##${pattern()}`,
      () => `%${pattern()}`,
      () => `%%${pattern()}`,
      () => `/${pick(['a', 'b*', '?', '[0-9]', '#f', '%z'])}/${pick(['X', '', '&&', '/'])}`,
      () => `//${pick(['a', 'o', '?', '[0-9]', '.'])}/${pick(['X', '', '<&>'])}`,
      () => `:${below(4)}`,
      () => `:${below(4)}:${below(4)}`,
      () => `: -${1 + below(3)}`,
      () => pick(['^', '^^', ',', ',,', '@Q', '@U', '@L']),
    ])();
  const expansion = (): string =>
    pick([
      () => `$${name()}`,
      () => `\${${name()}${operation()}}`,
      () => `\${#${name()}}`,
      () => `$(${simple(1)})`,
      () => `$(( ${arithmetic(2)} ))`,
      () =>
        pick([
          '$#',
          '$*',
          '$@',
          '$1',
          '${2:-none}',
          '$?',
          '${@:2}',
          '${#a[@]}',
          '${a[0]}',
          '${a[@]}',
          '${a[-1]}',
          '${!a[@]}',
        ]),
    ])();
  function word(depth: number): string {
    return pick([
      () =>
        pick([
          'foo',
          'bar',
          'b-c',
          '1',
          '22',
          '*.txt',
          '{a,b}c',
          '{1..3}',
          '~',
          "'q  r'",
          '"s t"',
          "$'u\\tv'",
          'w\\ x',
        ]),
      () => (depth > 0 ? expansion() : 'lit'),
      () => (depth > 0 ? `"${expansion()}"` : '"lit"'),
      () => (depth > 0 ? `pre${expansion()}"${expansion()}"post` : 'z'),
    ])();
  }
  function arithmetic(depth: number): string {
    if (depth === 0) return number();
    return pick([
      () => number(),
      () =>
        `${arithmetic(depth - 1)} ${pick(['+', '-', '*', '<', '==', '&&', '||', '&', '|', '^', '<<', '%', '/', '**'])} ${arithmetic(depth - 1)}`,
      () => `(${arithmetic(depth - 1)})`,
      () => `${name()}${pick(['++', '--'])}`,
      () => `${name()} ${pick(['=', '+=', '*='])} ${arithmetic(depth - 1)}`,
      () => `${arithmetic(depth - 1)} ? ${number()} : ${number()}`,
      () => `!${number()}`,
    ])();
  }
  const filter = (): string =>
    pick([
      'sort',
      'sort -n',
      'sort -u',
      'sort -r',
      'uniq -c',
      'wc -l',
      'wc -c',
      'head -n 2',
      'tail -n 1',
      'cut -c 2-3',
      'cut -d: -f2',
      'tr a-z A-Z',
      'tr -d a',
      'sed s/a/X/g',
      "sed -n '2p'",
      "sed 's/\\(.\\)\\(.\\)/\\2\\1/'",
      "sed -E 's/(a|ab)(c|bcd)?/[\\1]/'",
      "awk '{ print NR, $1 }'",
      "awk -F: '{ n += $2 } END { print n }'",
      "awk 'length > 1'",
      "grep -o 'a.'",
      'grep -c a',
      'grep -v b',
      "grep -E '^(foo|a)'",
      'cat',
      'cat -n',
      'rev',
      'tac',
      'xargs',
      'xargs -n 1 echo +',
      'paste -s -d, -',
      'nl',
      'fold -w 3',
    ]);
  function simple(depth: number): string {
    return pick([
      () => `echo ${many(3, () => word(depth), ' ')}`,
      () => `printf '[%s]' ${many(3, () => word(depth), ' ')}; echo`,
      () => `printf '%5s|%-4s|%03d\\n' ${word(0)} ${word(0)} ${below(90)}`,
      () => `${name()}=${word(depth)}`,
      () => `${name()}=${JSON.stringify(text()).replace(/[$`]/g, '\\$&')}`,
      () => `a=(${many(4, () => word(depth), ' ')})`,
      () => `a+=(${word(depth)})`,
      () => `set -- ${many(4, () => word(depth), ' ')}`,
      () => `(( ${arithmetic(2)} ))`,
      () => `[[ ${word(1)} ${pick(['==', '!=', '=~', '<'])} ${pick(['a*', 'foo', '^[a-z]+$', 'b'])} ]]`,
      () => `[ ${word(0)} ${pick(['=', '!='])} ${word(0)} ]`,
      () => `[ -${pick(['n', 'z', 'f', 'd', 'e'])} "${word(0).replace(/["']/g, '')}" ]`,
      () =>
        pick([
          'true',
          'false',
          ':',
          'unset x',
          'shift',
          'let n+=2',
          'read -r x <<< "p q"',
          'IFS=: read -r x y <<< "1:2:3"',
          'local q',
          'return 3',
          'declare -i n=4',
          'export y',
        ]),
      () => `echo ${word(depth)} > f && cat f`,
      () => `cat <<< ${word(depth)}`,
      () => `cat <<< "${expansion()} and $x"`,
    ])();
  }
  function command(depth: number): string {
    if (depth === 0) return simple(1);
    return pick([
      () => simple(2),
      () => simple(2),
      () => `printf '%s\\n' ${many(5, () => word(1), ' ')} | ${many(2, filter, ' | ')}`,
      () => `${simple(1)} ${pick(['&&', '||'])} ${command(depth - 1)}`,
      () => `if ${simple(1)}; then ${command(depth - 1)}; else ${command(depth - 1)}; fi`,
      () => `for ${name()} in ${many(3, () => word(1), ' ')}; do ${command(depth - 1)}; done`,
      () =>
        `for ((i = 0; i < ${1 + below(3)}; i++)); do ${command(depth - 1)}; ${pick([':', 'continue', 'break'])}; done`,
      () => `case ${word(1)} in ${pattern()}) ${command(depth - 1)};; foo|b*) echo two;; *) echo else;; esac`,
      () => `f() { ${command(depth - 1)}; }; f ${word(1)} ${word(1)}`,
      () => `(${command(depth - 1)}; echo "in $x")`,
      () => `{ ${command(depth - 1)}; } 2>/dev/null`,
      () => `n=0; while [ $n -lt ${1 + below(3)} ]; do n=$((n + 1)); ${command(depth - 1)}; n=$((n + 1)); done`,
      () => `! ${simple(1)}`,
      () => `printf '%s\\n' ${many(3, () => word(1), ' ')} | while read -r x y; do echo "$y-$x"; done`,
      () => `trap 'echo bye' EXIT`,
      () => `x=$(${command(depth - 1)}); echo "$x"`,
      () => `set -${pick(['e', 'u', 'f', 'E'])}`,
    ])();
  }
  return `x=abc; n=5; ${many(4, () => command(2), '; ')}`
    .replace(/\nE; /g, '\nE\n')
    .replace(/\nE([)} |&])/g, '\nE\n$1');
}
