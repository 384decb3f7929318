// `npm test`: types, lint, then every suite. Last line: `N passed, N failed`.
//   node scripts/test.mjs [unit|conformance|lessons|browser]…     default: all

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { build } from './build.mjs';
import { secondTries } from './second-tries.mjs';
import { env, installPackages, node, root } from './setup.mjs';
import { setupBrowser } from './setup-browser.mjs';
import { setupKubectlReleases } from './setup-kubectl.mjs';

const SUITES = ['unit', 'conformance', 'lessons', 'browser'];
const asked = process.argv.slice(2);
const unknown = asked.find((suite) => !SUITES.includes(suite));
if (unknown) {
  console.error(`test: no suite ${JSON.stringify(unknown)}; there are ${SUITES.join(', ')}`);
  process.exit(2);
}
const suites = asked.length > 0 ? asked : SUITES;
let passed = 0;
/** What failed, and how. Said again at the end: a log is read from there, and often no more of it is kept. */
const failures = [];
/** What passed only when it was tried again. */
const again = [];

installPackages();

/** A tool whose exit code is its verdict counts as one test. */
function check(name, command, args) {
  console.log(`\n# ${name}`);
  if (spawnSync(command, args, { cwd: root, env, stdio: 'inherit' }).status === 0) passed++;
  else fail(name, `${command} says no; see above`);
}

function fail(name, why) {
  failures.push(`!! ${name}\n   ${why.trim().split('\n').slice(0, 12).join('\n   ')}`);
  console.log(`!! ${name}: failed`);
}

if (asked.length === 0) {
  build('cli');
  for (const part of ['', '.cli', '.test'])
    check(`types: tsconfig${part}.json`, node(), ['node_modules/typescript-7/bin/tsc', '-p', `tsconfig${part}.json`]);
  check('types: site, scripts', node(), ['node_modules/typescript-7/bin/tsc', '-p', 'tsconfig.site.json', '--noEmit']);
  check('types: site, components', node(), [
    'node_modules/@astrojs/check/bin/astro-check.js',
    '--tsconfig',
    'tsconfig.site.json',
    '--minimumSeverity',
    'error',
  ]);
  check('lint', 'biome', ['check', '--error-on-warnings', '--diagnostic-level=warn', '.']);
}

const reports = join(root, 'node_modules/.cache/portolan/reports');
mkdirSync(reports, { recursive: true });
// Lessons are one long file, which keeps one core: the many short ones of `unit` keep the other.
const TOGETHER = ['unit', 'lessons'];
const runs = TOGETHER.every((suite) => suites.includes(suite))
  ? [TOGETHER, ...suites.filter((suite) => !TOGETHER.includes(suite)).map((suite) => [suite])]
  : suites.map((suite) => [suite]);
for (const run of runs) {
  const suite = run.join('-');
  console.log(`\n# ${run.join(', ')}`);
  // Replayed cases read the schemas that the build makes.
  build(suite === 'browser' ? undefined : 'cli');
  const extra = {};
  if (suite === 'conformance' && (await setupKubectlReleases()).length === 0) extra.PORTOLAN_NO_KUBECTL = '1';
  if (suite === 'browser') {
    const browser = setupBrowser();
    if (!browser) {
      fail(suite, 'there is no Chromium; see above');
      continue;
    }
    extra.CHROME_PATH = browser;
  }
  const report = join(reports, `${suite}.json`);
  rmSync(report, { force: true });
  spawnSync(
    node(),
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      ...run.flatMap((name) => ['--project', name]),
      '--reporter=default',
      '--reporter=./scripts/failed-lines.mjs',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    {
      cwd: root,
      env: { ...env, ...extra },
      stdio: 'inherit',
    },
  );
  const ran = (() => {
    try {
      return JSON.parse(readFileSync(report, 'utf8'));
    } catch {
      return { numPassedTests: 0, numFailedTests: 0, success: false, testResults: [] };
    }
  })();
  passed += ran.numPassedTests;
  again.push(...secondTries(ran, root));
  const before = failures.length;
  for (const { name: file, status, message, assertionResults } of ran.testResults) {
    const tests = assertionResults.filter((one) => one.status === 'failed');
    for (const { fullName, failureMessages } of tests)
      fail(`${relative(root, file)}: ${fullName}`, stripVTControlCharacters(failureMessages.join('\n')));
    if (status === 'failed' && tests.length === 0) fail(relative(root, file), stripVTControlCharacters(message));
  }
  if (ran.numPassedTests + ran.numFailedTests === 0) fail(suite, 'ran nothing');
  else if (!ran.success && failures.length === before) fail(suite, 'failed outside its tests; see above');
}

if (again.length > 0) console.log(`\n# Passed at the second try only\n${again.join('\n')}\n`);
if (failures.length > 0) console.log(`\n# What failed\n${failures.join('\n')}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
console.log(`${passed} passed, ${failures.length} failed`);
