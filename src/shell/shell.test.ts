// Scripts with what GNU bash 5.2.15 and GNU coreutils printed for them (`bash -c`, C.UTF-8).

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { commands } from './commands/index.ts';
import { fakeFiles, fakeHost, runProgram } from './commands/testing/fake-host.ts';
import { shProgram } from './program.ts';
import { Shell } from './shell.ts';
import { isIncomplete } from './syntax.ts';

const bash = shProgram({ flavor: 'bash' });
const programs = new Map([...commands, ['bash', bash], ['sh', bash]] as const);
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const SCRIPTS: readonly (readonly [script: string, code: number, stdout: string, stderr: string])[] = [
  ['echo hello "a  b" \'c $d\'', 0, 'hello a  b c $d\n', ''],
  ['a=1; b="x y"; echo $a $b "$b" ${b}z', 0, '1 x y x y x yz\n', ''],
  ['for i in 1 2 3; do echo $i; done', 0, '1\n2\n3\n', ''],
  ['for ((i=0;i<3;i++)); do echo $i; done', 0, '0\n1\n2\n', ''],
  ['i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 2 ] && continue; echo $i; done', 0, '1\n3\n', ''],
  ['until false; do echo x; break; done', 0, 'x\n', ''],
  ['if [ a = b ]; then echo y; elif true; then echo e; else echo n; fi', 0, 'e\n', ''],
  ['case foo.txt in *.md) echo md;; *.txt|*.x) echo txt;; esac', 0, 'txt\n', ''],
  ['f() { local x=2; echo $1 $# $x; return 3; }; x=1; f a b; echo $? $x', 0, 'a 2 2\n3 1\n', ''],
  ['echo ${x:-def} ${x:=set} $x ${x:+alt} ${#x}', 0, 'def set set alt 3\n', ''],
  [
    'p=/a/b/c.tar.gz; echo ${p##*/} ${p#*/} ${p%.*} ${p%%.*} ${p/b/X} ${p//\\//-} ${p^^} ${p:3:4} ${p: -3}',
    0,
    'c.tar.gz a/b/c.tar.gz /a/b/c.tar /a/b/c /a/X/c.tar.gz -a-b-c.tar.gz /A/B/C.TAR.GZ b/c. .gz\n',
    '',
  ],
  [
    'a=(x y "z w"); echo ${a[1]} ${#a[@]} "${a[@]}"; for i in "${a[@]}"; do echo "<$i>"; done; a+=(q); echo ${a[-1]} ${!a[@]} ${a[@]:1:2}',
    0,
    'y 3 x y z w\n<x>\n<y>\n<z w>\nq 0 1 2 3 y z w\n',
    '',
  ],
  ['declare -A m; m[k]=v; m[j]=w; echo ${m[k]} ${#m[@]}', 0, 'v 2\n', ''],
  ['echo {a,b}{1..3} {01..03} {a..c} x{,y}', 0, 'a1 a2 a3 b1 b2 b3 01 02 03 a b c x xy\n', ''],
  ['cat <<EOF\nhi $((1+2)) `echo b` $(echo c) \\$x\nEOF', 0, 'hi 3 b c $x\n', ''],
  ["cat <<'EOF'\nhi $x\nEOF", 0, 'hi $x\n', ''],
  ['cat <<-EOF\n\ttab\n\tEOF', 0, 'tab\n', ''],
  ['cat <<< "here $((3*4))"', 0, 'here 12\n', ''],
  ['echo a > f; echo b >> f; cat f; cat < f | wc -l', 0, 'a\nb\n2\n', ''],
  ['ls /nonexistent 2>&1; echo $?', 0, "ls: cannot access '/nonexistent': No such file or directory\n2\n", ''],
  ['foo; echo $?', 0, '127\n', 'bash: line 1: foo: command not found\n'],
  ['echo a | foo | cat; echo $?', 0, '0\n', 'bash: line 1: foo: command not found\n'],
  ['false | true; echo $?; set -o pipefail; false | true; echo $?', 0, '0\n1\n', ''],
  ['! true; echo $?', 0, '1\n', ''],
  ['true && echo a || echo b; false && echo c || echo d', 0, 'a\nd\n', ''],
  ['(exit 3); echo $?; (x=1; echo $x); echo "[$x]"', 0, '3\n1\n[]\n', ''],
  ['{ echo a; echo b; } | cat', 0, 'a\nb\n', ''],
  ['echo "x" | while read l; do echo "got $l"; done', 0, 'got x\n', ''],
  [
    "printf '%s-%s\\n' a b c; printf '%05d|%-5s|%x|%.2f\\n' 42 ab 255 3.14159; printf '%b' 'a\\tb\\n'",
    0,
    'a-b\nc-\n00042|ab   |ff|3.14\na\tb\n',
    '',
  ],
  [
    'x=5; echo $((x*2+1)) $((x>3?1:0)) $((x++)) $x $((0x10)) $((2**10)) $((7/2)) $((-7%3))',
    0,
    '11 1 5 6 16 1024 3 -1\n',
    '',
  ],
  ['echo $((1/0)); echo after', 1, '', 'bash: line 1: 1/0: division by 0 (error token is "0")\n'],
  ['set -u; echo $zzz; echo after', 127, '', 'bash: line 1: zzz: unbound variable\n'],
  ['set -e; false; echo no', 1, '', ''],
  ['set -e; if false; then :; fi; false || true; echo yes; (false); echo no', 1, 'yes\n', ''],
  ['set -x; a=1; echo $a "b c"', 0, '1 b c\n', "+ a=1\n+ echo 1 'b c'\n"],
  ["x='a b'; set -- $x c; echo $# $1; shift; echo $@", 0, '3 a\nb c\n', ''],
  [
    'f() { for a; do echo "[$a]"; done; }; f "$@" x "y z"; set -- 1 2; f "$@" "$*"',
    0,
    '[x]\n[y z]\n[1]\n[2]\n[1 2]\n',
    '',
  ],
  ["trap 'echo bye' EXIT; echo hi; exit 4", 4, 'hi\nbye\n', ''],
  ["echo 'unclosed", 2, '', "bash: -c: line 1: unexpected EOF while looking for matching `''\n"],
  [
    'if true; then fi',
    2,
    '',
    "bash: -c: line 1: syntax error near unexpected token `fi'\nbash: -c: line 1: `if true; then fi'\n",
  ],
  ['echo )', 2, '', "bash: -c: line 1: syntax error near unexpected token `)'\nbash: -c: line 1: `echo )'\n"],
  ['for i in 1 2; do echo $i', 2, '', 'bash: -c: line 2: syntax error: unexpected end of file\n'],
  [
    'echo a; echo b; )',
    2,
    '',
    "bash: -c: line 1: syntax error near unexpected token `)'\nbash: -c: line 1: `echo a; echo b; )'\n",
  ],
  [
    '[[ abc == a* ]] && echo y; [[ abc =~ ^a(.)c$ ]] && echo ${BASH_REMATCH[1]}; [[ -z "" && ! -n "" ]] && echo z',
    0,
    'y\nb\nz\n',
    '',
  ],
  [
    'test 1 -lt 2 && echo lt; [ a ]; echo $?; [ ]; echo $?; [ 1 -eq x ]; echo $?',
    0,
    'lt\n0\n1\n2\n',
    'bash: line 1: [: x: integer expression expected\n',
  ],
  ['x=$(echo hi; exit 3); echo $x $?', 0, 'hi 3\n', ''],
  ['echo "a\tb" | cut -f1; echo $\'a\\tb\'', 0, 'a\na\tb\n', ''],
  [
    'cd /nonexistent; echo $?; cd /tmp; pwd; cd - >/dev/null; ',
    0,
    '1\n/tmp\n',
    'bash: line 1: cd: /nonexistent: No such file or directory\n',
  ],
  ['sleep 0 & wait $!; echo $?', 0, '0\n', ''],
  ['read a b <<< "one two three"; echo "$a|$b"', 0, 'one|two three\n', ''],
  ['echo "$(cat <<< "q\nw")"', 0, 'q\nw\n', ''],
  ['IFS=:; x=a:b:c; for i in $x; do echo $i; done', 0, 'a\nb\nc\n', ''],
  [
    "eval 'echo $((1+1))'; command -v cd; type cd; type if",
    0,
    '2\ncd\ncd is a shell builtin\nif is a shell keyword\n',
    '',
  ],
  ['echo ~ "~" ~/x', 0, '/root ~ /root/x\n', ''],
  ['a=b; b=c; echo ${!a}', 0, 'c\n', ''],
  ['echo $0 $#', 0, 'bash 0\n', ''],
  ['printf "%s\\n" "${@:-none}"', 0, 'none\n', ''],
  ['f() { echo "$FUNCNAME"; }; unset -f f; f', 127, '', 'bash: line 1: f: command not found\n'],
  ['x=1; x+=2; echo $x; let y=x+1; echo $y; ((z=5)); echo $z', 0, '12\n13\n5\n', ''],
  ['echo a >/nonexistent/x; echo $?', 0, '1\n', 'bash: line 1: /nonexistent/x: No such file or directory\n'],
  ['cat < nofile; echo $?', 0, '1\n', 'bash: line 1: nofile: No such file or directory\n'],
  ['exec 2>&1; echo hi', 0, 'hi\n', ''],
  ['yes | head -2', 0, 'y\ny\n', ''],
  ['seq 3 | tac', 0, '3\n2\n1\n', ''],
  ["export A=1; env | grep ^A=; A=2 bash -c 'echo $A'; echo $A", 0, 'A=1\n2\n1\n', ''],
  ['readonly r=1; r=2; echo no', 1, '', 'bash: line 1: r: readonly variable\n'],
  ['echo ${x?missing}', 127, '', 'bash: line 1: x: missing\n'],
  [
    'while true; do break; done; echo ok; for i in 1 2 3; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done',
    0,
    'ok\n11\n21\n31\n',
    '',
  ],
  ['time true 2>/dev/null; echo $?', 0, '0\n', '\nreal\t0m0.000s\nuser\t0m0.000s\nsys\t0m0.000s\n'],
  ['echo "a\\"b\\\\c\\$d"; echo a\\ b; echo "a\'b" \'a"b\'', 0, 'a"b\\c$d\na b\na\'b a"b\n', ''],
  ["bash -c 'echo $0 $1' x y; sh -c 'exit 7'; echo $?", 0, 'x y\n7\n', ''],
  ['kill %1; echo $?', 0, '1\n', 'bash: line 1: kill: %1: no such job\n'],
  ['(echo out; echo err >&2) 2>/dev/null; (echo e >&2) |& cat', 0, 'out\ne\n', ''],
  [
    'touch a.txt b.txt .h; echo *.txt *; echo *.none; echo [ab].txt; rm a.txt; ls',
    0,
    'a.txt b.txt a.txt b.txt\n*.none\na.txt b.txt\nb.txt\n',
    '',
  ],
  ['alias ll=ls; echo ok; unalias zz', 1, 'ok\n', 'bash: line 1: unalias: zz: not found\n'],
  ['a=1 b=2; echo $a$b; a=3 echo $a; unset a; echo "[$a]"', 0, '12\n1\n[]\n', ''],
  ['getopts ab: o -a; echo $o; while getopts "ab:" o; do echo $o $OPTARG; done', 0, 'a\n', ''],
  ['case x in [a-w]) echo 1;; ?) echo 2;& z) echo 3;; esac', 0, '2\n3\n', ''],
  ['echo $(( (1+2)*3 )) $((1<2 && 2<3)) $((~0)) $((5&3|8))', 0, '9 1 -1 9\n', ''],
  ['n=10; while ((n > 7)); do ((n--)); echo -n "$n "; done; echo', 0, '9 8 7 \n', ''],
  ["echo -e 'a\\nb' -n; echo -n x; echo -E 'a\\n'", 0, 'a\nb -n\nxa\\n\n', ''],
  ['diff <(echo a) <(echo a) && echo same', 0, 'same\n', ''],
  [
    's="hello world"; echo ${s/o/0} ${s//o/0} ${s/#hello/bye} ${s/%world/all} ${s^} ${s:(-5):2}',
    0,
    'hell0 world hell0 w0rld bye world hello all Hello world wo\n',
    '',
  ],
  ['{ }', 2, '', "bash: -c: line 1: syntax error near unexpected token `}'\nbash: -c: line 1: `{ }'\n"],
  ['f() { }', 2, '', "bash: -c: line 1: syntax error near unexpected token `}'\nbash: -c: line 1: `f() { }'\n"],
  [
    "seq 5 | sed -n '2,3p'; echo abc | sed 's/b/[&]/;s/c$/X/'; seq 3 | sed 2d; echo a.b | sed -E 's/(a)\\.(b)/\\2-\\1/g'",
    0,
    '2\n3\na[b]X\n1\n3\nb-a\n',
    '',
  ],
  [
    "printf 'b\\na\\nc\\na\\n' | sort | uniq -c | sort -rn; printf '10\\n9\\n2\\n' | sort -n",
    0,
    '      2 a\n      1 c\n      1 b\n2\n9\n10\n',
    '',
  ],
  [
    "printf 'Hello\\nworld\\nhello again\\n' > f; grep -i hello f; grep -c hello f; grep -n world f; grep -v hello f; grep -o 'o.' f; grep -E 'w|a' f; grep nope f; echo $?",
    0,
    'Hello\nhello again\n1\n2:world\nHello\nworld\nor\no \nworld\nhello again\n1\n',
    '',
  ],
  [
    "printf 'a:b:c\\nd:e:f\\n' | cut -d: -f2; printf 'a:b:c\\n' | cut -d: -f1,3; echo abcdef | cut -c2-4",
    0,
    'b\ne\na:c\nbcd\n',
    '',
  ],
  ['echo hello | tr a-z A-Z; echo hello | tr -d l; echo aabb | tr -s a', 0, 'HELLO\nheo\nabb\n', ''],
  [
    "printf '1\\n2\\n3\\n4\\n5\\n6\\n7\\n8\\n9\\n10\\n11\\n12\\n' > n; head -3 n; tail -2 n; tail -n +11 n; head -n -10 n; wc -l n; wc n; wc -w < n",
    0,
    '1\n2\n3\n11\n12\n11\n12\n1\n2\n12 n\n12 12 27 n\n12\n',
    '',
  ],
  [
    'echo a b c | xargs -n1 echo x; echo a b | xargs -I{} echo "<{}>"; seq 3 | xargs',
    0,
    'x a\nx b\nx c\n<a b>\n1 2 3\n',
    '',
  ],
  [
    'basename /a/b.txt .txt; dirname /a/b.txt; echo hi | base64; echo aGkK | base64 -d; echo x | tee t; cat t',
    0,
    'b\n/a\naGkK\nhi\nx\nx\n',
    '',
  ],
  ['date -d @0 +%s >/dev/null; date +%Y-%m >/dev/null; true; echo $?', 0, '0\n', ''],
  [
    "printf 'a\\nb\\nc\\n' > 1; printf 'a\\nX\\nc\\nd\\n' > 2; diff 1 2; echo $?; diff 1 nope; echo $?",
    0,
    '2c2\n< b\n---\n> X\n3a4\n> d\n1\n2\n',
    'diff: nope: No such file or directory\n',
  ],
  [
    "grep -r x . ; echo 'x y' > q; mkdir d; echo x > d/r; grep -rn x q d; grep -l x q d/r; grep -A1 -B1 3 <(seq 5)",
    0,
    'q:1:x y\nd/r:1:x\nq\nd/r\n2\n3\n4\n',
    '',
  ],
  ['while read -r a b; do echo "$b-$a"; done <<EOF\n1 one\n2 two three\nEOF', 0, 'one-1\ntwo three-2\n', ''],
  [
    "touch x; chmod +x x; ls -l x | cut -c1-10; chmod 600 x; ls -l x | cut -c1-10; echo 'echo script $1' > s.sh; ./s.sh; chmod +x s.sh; ./s.sh arg; bash s.sh b",
    0,
    '-rwxr-xr-x\n-rw-------\nscript arg\nscript b\n',
    'bash: line 1: ./s.sh: Permission denied\n',
  ],
  [
    'f() { return 5; }; f || echo "failed $?"; f && echo no; ( set -e; f; echo unreached ); echo "sub $?"',
    0,
    'failed 5\nsub 5\n',
    '',
  ],
  [
    'x=$(printf \'a\\n\\n\\n\'); echo "[$x]"; echo "${x}b"; y=`echo \\`echo nested\\``; echo $y',
    0,
    '[a]\nab\nnested\n',
    '',
  ],
  [
    "a=(1 2 3); a[5]=6; echo ${#a[@]} ${!a[@]}; unset 'a[1]'; echo ${a[@]}; printf '<%s>' \"${a[@]/#/x}\"; echo",
    0,
    '4 0 1 2 5\n1 3 6\n<x1><x3><x6>\n',
    '',
  ],
  [
    'echo ${1:-none} ${@} "$#"; set -- a \'b c\'; printf \'[%s]\' "$@" "$*" $*; echo; echo ${@:2}',
    0,
    'none 0\n[a][b c][a b c][a][b][c]\nb c\n',
    '',
  ],
  [
    "case abc in a?c) echo q;; esac; case '*' in \\*) echo star;; esac; x='*'; case foo in \"$x\") echo quoted;; $x) echo glob;; esac",
    0,
    'q\nstar\nglob\n',
    '',
  ],
  ["trap 'echo int' INT; trap; trap - INT; trap", 0, "trap -- 'echo int' SIGINT\n", ''],
  [
    'declare -i n=5; n=n+2; echo $n; declare -r c=1; declare -p n c; export E=1; declare -p E',
    0,
    '7\ndeclare -i n="7"\ndeclare -r c="1"\ndeclare -x E="1"\n',
    '',
  ],
  [
    "source ./nofile; . ; echo $?; echo 'return 3; echo no' > r; source ./r; echo $?",
    0,
    '2\n3\n',
    'bash: line 1: ./nofile: No such file or directory\nbash: line 1: .: filename argument required\n.: usage: . filename [arguments]\n',
  ],
  [
    'echo one >a; echo two >>a; cat <a >b; cat b; echo err >&2 2>/dev/null; ls nope >out 2>&1; cat out; cat <<<"$(<a)"',
    0,
    "one\ntwo\nls: cannot access 'nope': No such file or directory\none\ntwo\n",
    'err\n',
  ],
  ['until [ ${#s} -ge 3 ]; do s+=x; done; echo $s; select x in a; do break; done <<< 1', 0, 'xxx\n', '1) a\n#? '],
  ['echo "${undefined?}" ; echo x', 127, '', 'bash: line 1: undefined: parameter not set\n'],
  ['readonly R=1; R=2; echo $?', 1, '', 'bash: line 1: R: readonly variable\n'],
  [
    'cd; pwd; cd /; pwd; cd nope; cd a b',
    1,
    '/root\n/\n',
    'bash: line 1: cd: nope: No such file or directory\nbash: line 1: cd: too many arguments\n',
  ],
];

test.each(SCRIPTS)('bash -c %j', async (script, code, stdout, stderr) => {
  const host = fakeHost({ programs, pause });
  const files = fakeFiles({ '/data/': '' });
  const env = { HOME: '/root' };
  const ran = await runProgram(bash, ['bash', '-c', script], { host, files, cwd: '/data', env, stdin: 'in1\nin2\n' });
  expect(ran).toEqual({ code, stdout, stderr });
});

test.each([
  ['for i in 1 2; do', true],
  ['for i in 1 2; do echo $i; done', false],
  ['echo "abc', true],
  ["echo 'a", true],
  ['cat <<EOF', true],
  ['cat <<EOF\nhi\nEOF\n', false],
  ['a |', true],
  ['a &&', true],
  ['echo a \\', true],
  ['f() {', true],
  ['echo $(ls', true],
  ['echo )', false],
  ['if true; then fi', false],
  ['', false],
  ['# comment', false],
])('%j asks for more: %s', (text, more) => {
  expect(isIncomplete(text)).toBe(more);
});

test('a loop without end yields, and Ctrl-C ends it with 130', async () => {
  const controller = new AbortController();
  const running = runProgram(bash, ['bash', '-c', 'while :; do :; done'], {
    host: fakeHost({ programs, pause }),
    signal: controller.signal,
  });
  await pause();
  controller.abort('SIGINT');
  expect((await running).code).toBe(130);
});

test('what stands before a mistake has run, whoever gives the text', async () => {
  const at = { host: fakeHost({ pause }), files: fakeFiles(), env: {}, cwd: '/root' };
  const shell = new Shell({ ...at, interactive: true });
  const [stdout, stderr] = [new TextSink(), new TextSink()];
  const signal = new AbortController().signal;
  const code = await shell.run('echo a\necho b\necho "c\n', { stdin: nullInput, stdout, stderr, signal });
  expect([code, stdout.text, stderr.text]).toEqual([
    2,
    'a\nb\n',
    'bash: unexpected EOF while looking for matching `"\'\n',
  ]);
});

test('no text makes the shell throw', async () => {
  const piece = fc.constantFrom(
    ...'$(){}[]|&;<>"\'`\\ \n=*?!#%:/-+@~a1x'.split(''),
    'if ',
    ' then ',
    'fi',
    'for x in ',
    'do ',
    'done',
    '${x',
    '$((',
    '))',
    '<<E',
    'case ',
    ' esac',
    '[[ ',
    ' ]]',
    'echo ',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 14 }), async (pieces) => {
      const controller = new AbortController();
      const ended = runProgram(bash, ['bash', '-c', pieces.join('')], {
        host: fakeHost({ pause }),
        signal: controller.signal,
      });
      const timer = setTimeout(() => controller.abort('SIGINT'), 100);
      expect(typeof (await ended).code).toBe('number');
      clearTimeout(timer);
    }),
    { numRuns: 300 },
  );
});
