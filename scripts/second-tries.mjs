// Tests that passed, and not at once: a busy machine, or a defect that shows now and then. What a retry hides is said.

import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * A line each: where it stands, its name, and what went wrong at first.
 *
 * @param report As vitest's reporter `json` writes it: of a test that passed it has what failed before.
 * @param {string} root
 */
export const secondTries = ({ testResults }, root) =>
  testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(
        ({ fullName, failureMessages: [first] }) =>
          `${relative(root, file)}: ${fullName}: ${stripVTControlCharacters(first).trim().split('\n')[0]}`,
      ),
  );
