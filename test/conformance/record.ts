// Writes transcripts anew, for a person to read before they are committed:
//   node test/conformance/record.ts [NAME…]
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { play, releases } from './play.ts';
import { formatOutcome, formatTranscript, mergeReleases, parseTranscript } from './transcript.ts';

const dir = new URL('transcripts/', import.meta.url).pathname;
/** The release of the cluster's own version: what it prints stands first. */
const MAIN = '1.34';
const asked = process.argv.slice(2);

async function record(file: string): Promise<void> {
  const transcript = parseTranscript(readFileSync(file, 'utf8'));
  const played = new Map<string, string[][]>();
  const waiting = [...releases];
  const player = async () => {
    for (let release = waiting.shift(); release !== undefined; release = waiting.shift())
      played.set(release, (await play(transcript, release)).map(formatOutcome));
  };
  await Promise.all([player(), player()]);
  const inOrder = [MAIN, ...releases.filter((release) => release !== MAIN)];
  const steps = transcript.steps.map((step, at) => ({
    ...step,
    lines: mergeReleases(new Map(inOrder.map((release) => [release, played.get(release)![at]!]))),
  }));
  writeFileSync(file, formatTranscript({ ...transcript, steps }));
}

for (const name of readdirSync(dir)) {
  if (asked.length > 0 && !asked.includes(basename(name, '.txt'))) continue;
  await record(join(dir, name));
  console.log(name);
}
