// What each tool is for, in our own words, with lines that one would type here. `man` and `tldr` print them.

export interface ManPage {
  readonly does: string;
  /** What the line does, and the line. */
  readonly examples: readonly (readonly [does: string, line: string])[];
}

/** A page: its first line is `name: what it is for`, each further one `what the line does | the line`. */
const TEXT = `
kubectl: asks the cluster's API server for what you want, and shows what there is
List the Services, with their addresses | kubectl get services -o wide
Show one with its events | kubectl describe service web
Give a Deployment an address | kubectl expose deployment web --port=80 --target-port=8080
Apply what a file says | kubectl apply -f web.yaml
Follow what a Pod prints | kubectl logs -f deployment/web
Run a command in a Pod | kubectl exec -it web-0 -- sh
What an object's fields mean | kubectl explain service.spec.type

curl: sends a request to a URL, and prints the answer
Get a page | curl http://web.default.svc.cluster.local
Headers too | curl -i http://web
All that happens on the way | curl -v http://web
Another Host header, as an Ingress routes by | curl -H 'Host: shop.example' http://192.168.10.11
Only the status code | curl -s -o /dev/null -w '%{http_code}\\n' http://web
Give up after two seconds | curl -m 2 http://web
Answer a name with an address of your own | curl --resolve shop.example:443:192.168.10.11 https://shop.example

wget: fetches a URL into a file, or prints it
Print it | wget -qO- http://web
One try, two seconds | wget -qO- -T 2 -t 1 http://web

dig: asks a name server, and shows its whole answer
The address of a Service | dig web.default.svc.cluster.local
Only the address | dig +short web.default.svc.cluster.local
The ports of a headless Service | dig SRV _http._tcp.web.default.svc.cluster.local

nslookup: asks for a name's addresses
With the search list of resolv.conf | nslookup web

nc: opens a TCP or UDP connection, or waits for one
Is the port open? | nc -zv web 80
Wait for a connection | nc -l -p 8080

ping: sends ICMP echoes
Three of them | ping -c 3 10.244.1.5

traceroute: shows the routers on the way to an address
The way to a node | traceroute 192.168.10.11

ss: lists the sockets of this machine
Ports that are listened on | ss -tln

tcpdump: prints the packets that pass
Of one port, without names | tcpdump -ni any port 80

openssl: looks at certificates and TLS connections
What certificate a server shows | openssl s_client -connect shop.example:443 -servername shop.example
What a certificate says | openssl x509 -in tls.crt -noout -text

grpcurl: calls a gRPC method
Which services there are | grpcurl -plaintext web:50051 list

websocat: talks to a WebSocket
Type lines, see answers | websocat ws://web/ws

hey: sends many requests, and tells how long they took
A hundred, ten at a time | hey -n 100 -c 10 http://web

jq: takes JSON apart
One field | kubectl get svc web -o json | jq .spec.clusterIP
Of each in a list, without quotes | kubectl get svc -o json | jq -r '.items[].metadata.name'
Those that fit | jq '.items[] | select(.spec.type == "NodePort")' services.json

yq: does with YAML what jq does with JSON
One field | yq .spec.ports web.yaml

grep: prints the lines that match
Whatever the case | grep -i error app.log
In all files below a folder, with line numbers | grep -rn nodePort .
Those that do not match | kubectl get pods | grep -v Running

sed: changes lines as they pass
Another word everywhere | sed 's/old/new/g' web.yaml
In the file itself | sed -i 's/replicas: 1/replicas: 3/' web.yaml
Lines 2 to 4 | sed -n 2,4p web.yaml

awk: works on lines by their columns
The first column | kubectl get pods --no-headers | awk '{ print $1 }'
Lines whose third column is not Running | kubectl get pods | awk '$3 != "Running"'

sort: puts lines in order
By the second column, as numbers | sort -k2 -n file

uniq: drops lines that repeat the one before
How often each occurs | sort file | uniq -c

cut: takes columns out of lines
The second, between colons | cut -d: -f2 file

tr: changes or deletes characters
To upper case | tr a-z A-Z < file

wc: counts lines, words, characters
How many Pods | kubectl get pods --no-headers | wc -l

head: prints the first lines
Five of them | head -n 5 file

tail: prints the last lines
And what is added | tail -f app.log

cat: prints files, one after another
One that you type, until the line EOF | cat > web.yaml <<'EOF'

tee: prints what it reads, and writes it into a file
See and keep | kubectl get svc -o yaml | tee services.yaml

xargs: makes arguments of what it reads
Describe every Pod | kubectl get pods -o name | xargs -n 1 kubectl describe

find: looks for files
By name | find . -name '*.yaml'

ls: lists a folder
Sizes and times | ls -l

diff: shows how two files differ
As patches show it | diff -u old.yaml new.yaml

less: shows a long text page by page: space for the next, b for the one before, / to look for something, q to leave
What does not fit | kubectl describe pod web-0 | less

watch: runs a command again and again
Every second | watch -n 1 kubectl get pods

sleep: waits
Two seconds | sleep 2

timeout: ends a command that takes too long
After five seconds | timeout 5 kubectl get pods -w

base64: writes bytes as letters, and back
What a Secret holds | kubectl get secret web -o jsonpath='{.data.password}' | base64 -d

date: prints or computes moments
In UTC, as Kubernetes writes them | date -u +%Y-%m-%dT%H:%M:%SZ

seq: prints numbers
Ten requests | for i in $(seq 10); do curl -s http://web; done

printf: prints by a pattern
A line of columns | printf '%-10s %5d\\n' web 80

test: compares, and says so by its exit code
Is it there? | [ -f web.yaml ] && kubectl apply -f web.yaml

env: shows or sets variables for one command
For one command | env NO_COLOR=1 ls

tar: packs files together, and unpacks them
Unpack | tar xzf files.tar.gz

redis-cli: talks to a Redis server
Is it there? | redis-cli -h redis ping

psql: talks to a PostgreSQL server
One query | psql -h postgres -U app -c 'select 1'

bash: the shell that reads your lines
A script | bash script.sh
Jobs: Ctrl-Z stops the command, fg goes on with it, bg lets it go on behind the prompt | jobs
Earlier lines: Ctrl-R looks for one, !! is the last | history
`;

function parse(text: string): ReadonlyMap<string, ManPage> {
  return new Map(
    text
      .trim()
      .split('\n\n')
      .map((block) => {
        const [first = '', ...rest] = block.split('\n');
        const colon = first.indexOf(': ');
        const examples = rest.map((line) => {
          const bar = line.indexOf(' | ');
          return [line.slice(0, bar), line.slice(bar + 3)] as const;
        });
        return [first.slice(0, colon), { does: first.slice(colon + 2), examples }] as const;
      }),
  );
}

export const pages = parse(TEXT);

/** Names that mean the same page. */
export const ALIASES: Readonly<Record<string, string>> = {
  k: 'kubectl',
  egrep: 'grep',
  fgrep: 'grep',
  host: 'dig',
  more: 'less',
  netstat: 'ss',
  ncat: 'nc',
  sh: 'bash',
  '[': 'test',
};
