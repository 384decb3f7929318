import { expect, test } from 'vitest';
import { commands, loadCommands } from './index.ts';

test('the list names each command that there is code for, once', async () => {
  expect([...commands.keys()]).toEqual(await loadCommands());
});
