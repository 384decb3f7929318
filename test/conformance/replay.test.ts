// Our kubectl in process prints, answers and leaves behind what the real one was recorded to.
import { describe, expect, test } from 'vitest';
import { readCaseFiles, readRecording, showCase } from './recording.ts';
import { replayCase } from './replay.ts';

describe.each(readCaseFiles())('recorded: $name', (file) => {
  const recorded = readRecording(file);
  test.each(file.cases)('$name', async (each) => {
    expect(showCase(each, await replayCase(each))).toBe(recorded.get(each.name));
  });
});
