// Every kubectl release that may talk to a v1.34 server, and two older ones, print what the transcripts say.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { play, releases } from './play.ts';
import { formatOutcome, formatTranscript, parseTranscript, readAs } from './transcript.ts';

const dir = new URL('transcripts/', import.meta.url).pathname;

// The set-up has said loudly which releases are missing here, and why.
describe.skipIf(process.env.PORTOLAN_NO_KUBECTL === '1')('transcripts', () => {
  for (const file of readdirSync(dir)) {
    const transcript = parseTranscript(readFileSync(`${dir}${file}`, 'utf8'));
    test.concurrent.each(releases)(`${basename(file, '.txt')}: kubectl %s`, async (release) => {
      const outcomes = await play(transcript, release);
      const steps = transcript.steps.map((step, at) => ({
        ...step,
        lines: formatOutcome(outcomes[at]!).map((text) => ({ text })),
      }));
      expect(formatTranscript({ ...transcript, steps })).toBe(formatTranscript(readAs(transcript, release)));
    });
  }
});
