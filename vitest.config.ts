import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // All cores: left to itself, one is kept free, which of two is half.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          // A file needs nothing of its own but its cases: loading the whole of the code for each took longer than they do.
          isolate: false,
          // Bounds what hangs, not what is slow: properties draw many cases, and a busy machine takes its time.
          testTimeout: 60_000,
          include: [
            'src/**/*.test.ts',
            'test/*.test.ts',
            'test/fuzz/**/*.test.ts',
            'test/package/*.test.ts',
            'test/reachability/*.test.ts',
            'test/shell/*.test.ts',
            'test/conformance/replay.test.ts',
          ],
        },
      },
      { test: { name: 'lessons', include: ['test/lessons/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          exclude: ['test/conformance/replay.test.ts'],
          // More kubectls at once than a small machine has cores finish none the sooner, and come late for what waits a second.
          maxConcurrency: 2,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // The real kubectl has chances of its own: up to 1.33 it may read a stream before it knows it ("Unknown stream id 1, discarding
          // message", seen once in 120 plays on a busy machine). What passed at the second try only is named at the end, as in the browser.
          retry: 1,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          // On a busy machine a page may come late once; what is broken is so twice. What passed only then, scripts/test.mjs names at its end.
          retry: 1,
          // Pages at once: while one waits for its cluster, another computes.
          maxConcurrency: 3,
        },
      },
    ],
  },
});
