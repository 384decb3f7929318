// Every kubectl release that may talk to a v1.34 server, and two older ones, print what the transcripts say.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { play, releases } from './play.ts';
import { formatOutcome, formatTranscript, parseTranscript, readAs } from './transcript.ts';

const SERVER = '1.34';
const dir = new URL('transcripts/', import.meta.url).pathname;

/**
 * The releases beside the server's own take turns, a transcript or two each: most of a play is kubectl's own start, the suite has minutes,
 * and the server's own release is what kubectl.test.ts runs. `PORTOLAN_EVERY_RELEASE=1` has all play all.
 */
function players(turn: number): readonly string[] {
  if (process.env.PORTOLAN_EVERY_RELEASE === '1') return releases;
  const others = releases.filter((release) => release !== SERVER);
  return others.filter((_, at) => at === turn % others.length);
}

// The set-up has said loudly which releases are missing here, and why.
describe.skipIf(process.env.PORTOLAN_NO_KUBECTL === '1')('transcripts', () => {
  for (const [turn, file] of readdirSync(dir).sort().entries()) {
    const transcript = parseTranscript(readFileSync(`${dir}${file}`, 'utf8'));
    test.concurrent.each(players(turn))(`${basename(file, '.txt')}: kubectl %s`, async (release) => {
      const outcomes = await play(transcript, release);
      const steps = transcript.steps.map((step, at) => ({
        ...step,
        lines: formatOutcome(outcomes[at]!).map((text) => ({ text })),
      }));
      expect(formatTranscript({ ...transcript, steps })).toBe(formatTranscript(readAs(transcript, release)));
    });
  }
});
