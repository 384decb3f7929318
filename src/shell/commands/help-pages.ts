// `NAME --help` of programs that do not write their own: how one is called, what it does, its usual options. In our own words.

/** `names | operands | what it does | option what; option what`. */
const TEXT = `
grep egrep fgrep | [OPTION]... PATTERNS [FILE]... | Prints the lines that match a pattern. | -i either case; -v lines that do not match; -c only how many; -n with line numbers; -o only what matches; -w whole words; -x whole lines; -r folders too; -l only names of files; -L names of files without a match; -h no names; -H with names; -q only the exit code; -m N at most N lines; -A N so many lines after; -B N so many before; -C N both; -e PATTERN one of several; -f FILE patterns from a file; -E extended; -F fixed text; -P Perl's; -s no complaints about files; --include=GLOB only such files; --color[=WHEN] in colour
sed | [OPTION]... {SCRIPT} [FILE]... | Edits text line by line. | -n lines are printed by p only; -e SCRIPT one of several; -f FILE commands from a file; -E extended patterns; -i[SUFFIX] the files themselves; -s each file by itself; -z lines end in NUL
find | [PATH]... [EXPRESSION] | Looks for files. | -name GLOB by name; -iname GLOB in either case; -type f files, d folders; -maxdepth N not deeper; -mindepth N not higher; -size N of that size; -mtime N changed so many days ago; -newer FILE changed later; -empty with nothing in it; -path GLOB by path; -exec COMMAND runs it for each, up to {} and \\;; -print0 names end in NUL; -delete takes them away
diff | [OPTION]... FILES | Shows how files differ. | -u with context; -U N so many lines of it; -y side by side; -c old context format; -q only whether; -r folders too; -i either case; -w without spaces; -b fewer spaces; -B without empty lines; -N missing files are empty; -s say when they are the same; --label NAME in place of the file's; --color[=WHEN] in colour
cmp | [OPTION]... FILE1 [FILE2] | Says where two files first differ. | -s only the exit code; -b the bytes too
date | [OPTION]... [+FORMAT] | Prints the time. | -d TEXT that time; -u in UTC; -r FILE when the file was changed; -I[WHAT] as ISO 8601; -R as in mails; --rfc-3339=WHAT as RFC 3339
awk | [-F SEPARATOR] [-v NAME=VALUE] 'PROGRAM' [FILE]... | Runs a program for each line, in fields. | -F TEXT what stands between fields; -v NAME=VALUE a variable; -f FILE the program from a file
less more | [FILE]... | Shows text a page at a time; q leaves, / looks for something. | -N with line numbers; -S long lines are cut; -F not for what fits on the screen; -R colours are colours
man tldr | NAME | Shows a short page about a program. |
tar | [OPTION]... [FILE]... | Packs files into an archive, and takes them out. | -c pack; -x take out; -t list; -f FILE the archive; -v say what; -z through gzip; -C FOLDER there; -O to standard output
gzip gunzip zcat | [OPTION]... [FILE]... | Makes files smaller, and whole again. | -d whole again; -c to standard output; -k keeps the file; -f over what is there; -l list; -t only looks; -9 as small as can be
cat | [OPTION]... [FILE]... | Prints files one after another. | -n lines numbered; -b those with text numbered; -A all shown; -E line ends shown; -T tabs shown; -s fewer empty lines
head | [OPTION]... [FILE]... | Prints the first ten lines. | -n N the first N, or with -N all but the last N; -c N bytes; -q no names; -v names
tail | [OPTION]... [FILE]... | Prints the last ten lines. | -n N the last N, or with +N from line N; -c N bytes; -f goes on as the file grows; -q no names; -v names
wc | [OPTION]... [FILE]... | Counts lines, words and bytes. | -l lines; -w words; -c bytes; -m characters; -L the longest line
sort | [OPTION]... [FILE]... | Writes lines in order. | -n by number; -r backwards; -u each once; -k FIELD by a field; -t CHARACTER between fields; -h by size such as 2K; -V by version; -f either case; -M by month; -s stable; -c only looks; -o FILE into a file
uniq | [OPTION]... [INPUT [OUTPUT]] | Leaves out lines that are the same as the one before. | -c with how many; -d only those that come again; -u only those that do not; -i either case; -f N without N fields; -s N without N characters; -w N only N characters
tr | [OPTION]... SET1 [SET2] | Puts characters in place of others. | -d takes them away; -s only one of each row; -c all but those
tee | [OPTION]... [FILE]... | Writes what it reads to files too. | -a at their ends
seq | [OPTION]... [FIRST [STEP]] LAST | Prints numbers. | -s TEXT between them; -w as wide as the widest; -f FORMAT as printf
yes | [TEXT]... | Prints the text, or y, until it is stopped. |
tac | [FILE]... | Prints lines from the last to the first. | -s TEXT what ends a piece
rev | [FILE]... | Prints each line backwards. |
shuf | [OPTION]... [FILE] | Prints lines in any order. | -n N at most N; -e the arguments; -i LOW-HIGH numbers
split | [OPTION]... [FILE [PREFIX]] | Writes pieces of a file into files. | -l N lines in each; -b N bytes in each; -d numbered
expr | EXPRESSION | Works out an expression. |
bc | [OPTION]... [FILE]... | A calculator. | -l with sines and the like
factor | [NUMBER]... | Prints a number's prime factors. |
cut | OPTION... [FILE]... | Prints parts of lines. | -f LIST those fields; -d CHARACTER between fields; -c LIST those characters; -b LIST those bytes; -s no lines without fields; --complement all but those; --output-delimiter=TEXT between them
paste | [OPTION]... [FILE]... | Puts lines of files beside each other. | -d TEXT between them; -s one file after another
comm | [OPTION]... FILE1 FILE2 | Compares sorted files line by line. | -1 not what is only in the first; -2 not what is only in the second; -3 not what is in both
join | [OPTION]... FILE1 FILE2 | Joins lines that have the same field. | -1 FIELD of the first; -2 FIELD of the second; -t CHARACTER between fields; -a N lines without a partner too
column | [OPTION]... [FILE]... | Sets text in columns. | -t as a table; -s TEXT between fields; -o TEXT between columns
nl | [OPTION]... [FILE]... | Numbers lines. | -b a all of them; -w N so wide; -s TEXT behind the number
fold | [OPTION]... [FILE]... | Breaks long lines. | -w N at that width; -s at spaces
fmt | [OPTION]... [FILE]... | Fills paragraphs. | -w N to that width
expand | [OPTION]... [FILE]... | Makes spaces of tabs. | -t N so many
unexpand | [OPTION]... [FILE]... | Makes tabs of spaces. | -a everywhere
base64 | [OPTION]... [FILE] | Writes bytes as text of 64 characters, and the other way round. | -d decodes; -w N lines of that width, 0 for one line; -i other characters are passed over
od | [OPTION]... [FILE]... | Shows bytes. | -c as characters; -A BASE addresses; -t TYPE as numbers; -N N only so many
xxd | [OPTION]... [FILE] | Shows bytes as hexadecimal. | -r the other way round; -p plain; -l N only so many
hexdump | [OPTION]... [FILE]... | Shows bytes as hexadecimal. | -C with characters; -n N only so many
strings | [OPTION]... [FILE]... | Prints what is text in a file. | -n N at least so long
md5sum sha1sum sha256sum sha512sum | [OPTION]... [FILE]... | Prints checksums, or looks whether they are right. | -c looks
ls | [OPTION]... [FILE]... | Lists files. | -l with all about them; -a hidden ones too; -h sizes such as 2K; -t newest first; -S largest first; -r backwards; -R folders too; -d folders themselves; -1 one in a line
stat | [OPTION]... FILE... | Shows all about a file. | -c FORMAT only that
du | [OPTION]... [FILE]... | Shows how much room files take. | -s only sums; -h sizes such as 2K; -a files too
basename | NAME [SUFFIX] | Prints a path without its folders. | -a several; -s SUFFIX without it
dirname | NAME... | Prints a path's folder. |
realpath | [OPTION]... FILE... | Prints the whole path. |
readlink | [OPTION]... FILE... | Prints where a link leads. | -f the whole path
file | FILE... | Says what kind of file it is. | -b without its name
touch | [OPTION]... FILE... | Makes files, or makes them new. | -c makes none; -d TEXT that time
mkdir | [OPTION]... DIRECTORY... | Makes folders. | -p those above it too; -m MODE with these rights; -v say so
rm | [OPTION]... FILE... | Takes files away. | -r folders with what is in them; -f without complaints; -v say so; -d empty folders
rmdir | [OPTION]... DIRECTORY... | Takes empty folders away. | -p those above it too
mv | [OPTION]... SOURCE... DEST | Gives files another name or place. | -f over what is there; -n not over what is there; -v say so
cp | [OPTION]... SOURCE... DEST | Copies files. | -r folders with what is in them; -a all as it is; -f over what is there; -n not over what is there; -v say so
chmod | [OPTION]... MODE FILE... | Changes who may read, write and run a file. | -R folders with what is in them
mktemp | [OPTION]... [TEMPLATE] | Makes a file with a name that nobody has. | -d a folder
truncate | OPTION... FILE... | Makes a file as long as that. | -s SIZE the length
ln | [OPTION]... TARGET [NAME] | Would make a link, which Portolan does not simulate. |
sleep | NUMBER[SUFFIX]... | Waits: seconds, or with m, h or d more. |
env | [OPTION]... [NAME=VALUE]... [COMMAND [ARG]...] | Runs a command with other variables. | -i with none of the usual; -u NAME without it; -C FOLDER there; -S TEXT splits the text
printenv | [NAME]... | Prints variables. |
hostname | [OPTION] | Prints the machine's name. | -f the long one; -i its address; -s the short one
whoami | | Prints who you are. |
id | [OPTION]... [USER] | Prints who you are, in numbers and names. | -u the user; -g the group; -n the name
uname | [OPTION]... | Prints what the machine is. | -a all; -s the kernel; -n the name; -r the release; -m the hardware
ps | [OPTION]... | Lists what runs. | -e all; -f with more; aux all with all
which | NAME... | Prints where programs are. |
clear | | Empties the screen. |
watch | [OPTION]... COMMAND | Runs a command again and again. | -n SECONDS how often; -d what has changed
xargs | [OPTION]... [COMMAND [ARG]...] | Runs a command with words that it reads. | -n N so many at once; -I TEXT in that place; -0 words end in NUL; -d CHARACTER between them; -r not without any; -t say what; -P N so many side by side; -L N lines
timeout | [OPTION] DURATION COMMAND [ARG]... | Runs a command, and ends it after a time. | -s SIGNAL with that; -k DURATION and then for good
nohup | COMMAND [ARG]... | Runs a command that outlives its terminal. |
nice setsid stdbuf | COMMAND [ARG]... | Runs a command. |
tty nproc arch groups sync unlink true false pwd | | A small program of coreutils. |
wget | [OPTION]... [URL]... | Fetches URLs. | -O FILE into that file, - for standard output; -q without progress; -S headers too; -T SECONDS gives up; -t N tries; --spider only looks; --header=TEXT with it; --post-data=TEXT sends it
dig | [@SERVER] NAME [TYPE] [+OPTION]... | Asks a name server. | +short only answers; -x ADDRESS the name of an address; -p PORT there
host | [OPTION]... NAME [SERVER] | Asks for a name's addresses. | -t TYPE of that type
nslookup | NAME [SERVER] | Asks for a name's addresses. | -type=TYPE of that type
getent | hosts NAME | Asks as programs do: /etc/hosts first, then DNS. |
nc ncat | [OPTION]... HOST PORT | Opens a connection, or waits for one. | -z only looks; -v say so; -w SECONDS gives up; -l waits; -u UDP; -p PORT from there
telnet | HOST [PORT] | Opens a connection. |
ping | [OPTION]... HOST | Sends echo requests. | -c N so many; -W SECONDS waits; -i SECONDS between them
traceroute | [OPTION]... HOST | Shows the way to a host. | -n addresses only
ss netstat | [OPTION]... | Lists sockets. | -t TCP; -u UDP; -l listening; -n numbers; -p programs; -a all
hey | [OPTION]... URL | Sends many requests, and says how long they took. | -n N so many; -c N at once; -z DURATION as long; -q N a second; -H TEXT a header
openssl | COMMAND [OPTION]... | Keys and certificates. |
nslookup | NAME [SERVER] | Asks for a name's addresses. |
`;

const PACKAGES: readonly (readonly [names: string, shown: string])[] = [
  ['find xargs', '(GNU findutils) 4.9.0'],
  ['diff cmp', '(GNU diffutils) 3.8'],
  ['tar', '(GNU tar) 1.34'],
  ['gzip gunzip zcat', '1.12'],
  ['column rev hexdump', 'from util-linux 2.38.1'],
  ['wget', '1.21.3 built on linux-gnu'],
  ['ps watch', 'from procps-ng 4.0.2'],
  ['ping', 'from iputils 20221126'],
];

/** What `--help` prints; undefined of a name that is not in the list. */
export function helpOf(name: string): string | undefined {
  for (const line of TEXT.split('\n')) {
    const [names = '', operands = '', does = '', options = ''] = line.split('|').map((part) => part.trim());
    if (!names.split(' ').includes(name)) continue;
    const list = options.split('; ').map((each) => {
      const [, option = '', what = ''] = /^(\S+(?: (?:[A-Z]{2,}|N|f)(?= ))?) (.*)$/.exec(each) ?? [];
      return option && `  ${option.padEnd(22)} ${what}\n`;
    });
    const shown = list.join('');
    return `Usage: ${name}${operands && ` ${operands}`}\n${does}\n${shown && `\n${shown}`}`;
  }
  return undefined;
}

export function versionOf(name: string): string {
  const found = PACKAGES.find(([names]) => names.split(' ').includes(name));
  return `${name} ${found ? found[1] : '(GNU coreutils) 9.1'}\n`;
}
