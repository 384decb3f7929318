// The editor as a learner uses it: writes a manifest, is refused, mends it, looks at what would change, and applies it; with other keys, and on
// a phone.

import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { REFUSED_PORT, REFUSED_SERVICE } from '../../src/site/worker/refused-service.ts';
import { expectAccessible } from './axe.ts';
import { siteForTests } from './serve.ts';
import { onScreen, paste, saved, screen, type, visit } from './visit.ts';

const site = siteForTests();

async function nameFile(page: Page, name: string): Promise<void> {
  await page.click('[data-new-file]');
  await page.fill('[data-file-dialog] input', name);
  await page.click('[data-file-dialog] button[value=yes]');
}

const chosen = (page: Page, name: string): Promise<void> =>
  page
    .locator('[data-file]')
    .filter({ has: page.locator(`option:checked:text-is("${name}")`) })
    .waitFor();

/** In place of all that stands there. */
async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.locator('[data-editor] textarea.inputarea').evaluate(paste, text);
}

const says = (page: Page, text: string): Promise<void> =>
  page.locator('[data-file-state]').filter({ hasText: text }).waitFor();
const refusal = (page: Page): ReturnType<Page['locator']> => page.locator('[data-refusals] button');

test.concurrent('refused where it stands, mended, compared and applied, by the button, by Ctrl-S and with other keys', async () => {
  const { page, context, errors } = await visit(site, '/en/lessons/clusterip/', {
    viewport: { width: 1280, height: 800 },
  });
  await page.click('[data-open-editor]');
  await page.locator('[data-editor] .view-line').first().waitFor();
  expect(await page.inputValue('[data-file]')).toContain('my-internal-service.yaml');
  // A field says what it is for, not what its type is, and nothing of where that is written.
  await page.locator('[data-editor] .view-line span:text-is("targetPort")').last().hover();
  const hover = page.locator('.monaco-hover').filter({ hasText: 'Number or name of the port to access on the pods' });
  await hover.waitFor();
  expect(await hover.innerText()).not.toContain('ource');
  await page.mouse.move(0, 0);
  // What the server only warns of where it compares, it refuses where it applies.
  await page.click('[data-compare]');
  const said = page.locator('[data-difference-said]');
  await said.filter({ hasText: 'Apply would be refused' }).filter({ hasText: 'strict decoding error' }).waitFor();
  await said.filter({ hasText: 'Warning: unknown field "selector"' }).waitFor();
  const difference = page.locator('[data-difference]');
  await difference.locator('.monaco-diff-editor .line-insert').first().waitFor();
  await expectAccessible(page, { within: '.editor-pane' });
  await page.click('[data-difference-back]');
  // Whoever has compared is offered words all the same.
  await page.keyboard.press('Control+End');
  await page.keyboard.type('\nsta');
  await page.locator('.suggest-widget.visible .monaco-list-row').filter({ hasText: 'status' }).first().waitFor();
  await page.keyboard.press('Escape');
  await nameFile(page, 'web.yaml');
  await chosen(page, 'web.yaml');
  await page.locator('[data-editor] .view-line').first().click();
  // Enter ends a line, also where what stands there is offered.
  await page.keyboard.type('apiVersion: v1\nkind: Service', { delay: 40 });
  await page.locator('.suggest-widget.visible .monaco-list-row.focused').filter({ hasText: 'Service' }).waitFor();
  await page.keyboard.type('\nmetadata:');
  await page.locator('[data-editor] .view-line').nth(2).filter({ hasText: 'metadata:' }).waitFor();
  await write(page, REFUSED_SERVICE);
  // Nothing is entered: a text without a key would be.
  await type(page, '-\x7fecho half');
  await page.click('[data-apply]');
  await says(page, 'Refused');
  expect(await refusal(page).allInnerTexts()).toEqual([`Line 10 ${REFUSED_PORT}`]);
  await page.locator('[data-editor] .squiggly-error').waitFor();
  expect(await screen(page)).toContain(
    `$ kubectl apply -f web.yaml\nThe Service "web" is invalid: ${REFUSED_PORT}`.slice(0, 60),
  );
  // What stood typed at the prompt stands there again.
  await onScreen(page, '\\$ echo half$');
  await expectAccessible(page, { within: '.editor-pane' });

  await refusal(page).click();
  await page.keyboard.press('End');
  for (let i = 0; i < 2; i++) await page.keyboard.press('Backspace');
  await page.keyboard.type('30080');
  await refusal(page).waitFor({ state: 'detached' });
  await page.locator('[data-editor] .squiggly-error').first().waitFor({ state: 'detached' });
  await page.click('[data-compare]');
  await difference.locator('.monaco-diff-editor .line-insert').first().waitFor();
  expect((await difference.locator('.modified').innerText()).replaceAll('\u00a0', ' ')).toContain('\nkind: Service\n');
  await expectAccessible(page, { within: '.editor-pane' });
  // Where nobody reads a line, nothing is typed.
  await page.click('[data-difference-back]');
  await page.locator('.xterm-helper-textarea').focus();
  await page.keyboard.press('Control+u');
  await page.keyboard.type('sleep 1000\n');
  await page.click('[data-apply]');
  await says(page, 'Something runs in every terminal');
  await type(page, '\x03');
  await page.click('[data-compare]');
  await page.click('[data-difference-apply]');
  await says(page, 'Applied');
  await onScreen(page, 'service/web created');
  await page.click('[data-compare]');
  await says(page, 'Applying would change nothing');

  await page.click('[data-editor-options]');
  await page.check('[data-save-applies]');
  await page.selectOption('[data-editor-keys]', 'vim');
  await page.locator('.scheme-status').filter({ hasText: '--NORMAL--' }).waitFor();
  await page.locator('[data-editor] .view-line').first().click();
  await page.keyboard.type('/30080\n');
  await page.keyboard.type('cw30081');
  await page.keyboard.press('Escape');
  await page.keyboard.type(':w');
  await expectAccessible(page, { within: '.editor-pane' });
  await page.keyboard.press('Enter');
  await says(page, 'Saved');
  await page.locator('[data-editor] .view-line').first().click();
  await page.keyboard.press('Control+s');
  await says(page, 'Applied');
  await onScreen(page, 'service/web configured');
  const editService = async (): Promise<void> => {
    await page.locator('[role=tabpanel]:not([hidden]) .xterm-helper-textarea').focus();
    await page.keyboard.type('kubectl edit service web\n');
    await page.waitForSelector('[data-editing]:not([hidden])');
  };
  // Closed without saving, it has changed nothing.
  await editService();
  await page.click('[data-edit-cancel]');
  await onScreen(page, 'Edit cancelled, no changes made\\.');
  // What `kubectl edit` waits for, `:wq` gives it.
  await editService();
  expect(await page.inputValue('[data-file]')).toMatch(/kubectl-edit-\d+\.yaml$/);
  await page.locator('[data-editor] .view-line').filter({ hasText: 'Please' }).waitFor();
  await page.keyboard.type('/30081\n');
  await page.keyboard.type('cw30082');
  await page.keyboard.press('Escape');
  await page.keyboard.type(':wq\n');
  await onScreen(page, 'service/web edited');
  // And the file is back that stood there.
  await page.locator('[data-editor] .view-line').filter({ hasText: 'Ports of nodes' }).waitFor();

  await page.selectOption('[data-editor-keys]', 'emacs');
  await page.locator('.scheme-status').waitFor({ state: 'hidden' });
  await page.locator('[data-editor] .view-line').first().click();
  // The first line behind the last, and saved.
  for (const key of ['Alt+<', 'Control+k', 'Control+k', 'Alt+>', 'Control+y', 'Control+x', 'Control+s'])
    await page.keyboard.press(key);
  await says(page, 'Applied');
  await type(page, 'tail -1 web.yaml; kubectl get service web -o jsonpath="{.spec.ports[0].nodePort}"\n');
  expect(await screen(page)).toMatch(/\n# Ports of nodes are 30000 to 32767\.\n30081/);

  await page.check('[data-editor-plain]');
  expect(await page.inputValue('[data-editor] textarea.plain-editor')).toMatch(
    /\n# Ports of nodes are 30000 to 32767\.\n$/,
  );

  // As one likes it, at the next visit too; and all as it was left: the file, what stands unsaved in it, the terminal.
  await page.click('[data-new-terminal]');
  await onScreen(page, '\\$');
  await type(page, 'echo second\n');
  await saved(page, 'clusterip');
  const area = page.locator('[data-editor] textarea.plain-editor');
  await area.press('Control+End');
  await page.keyboard.type('# later');
  await page.reload();
  await says(page, 'Not saved yet');
  await chosen(page, 'web.yaml');
  expect(await area.inputValue()).toMatch(/\n# later$/);
  expect(await page.innerText('[data-terminal-tabs] [aria-selected=true]')).toBe('Terminal 2');
  await type(page, 'tail -1 web.yaml\n');
  expect(await screen(page)).toMatch(/\nsecond\n(?:.*\n)*# Ports of nodes are 30000 to 32767\./);
  // Of a text that stood open for `kubectl edit`, one is told.
  await editService();
  await area.fill((await area.inputValue()).replace('nodePort: 30081', 'nodePort: 30083'));
  await saved(page, 'clusterip');
  await page.reload();
  await page.locator('[data-notice] p').filter({ hasText: 'What you wrote there is in /tmp/kubectl-edit-' }).waitFor();
  await page
    .locator('[data-file] option:checked')
    .filter({ hasText: '/tmp/kubectl-edit-' })
    .waitFor({ state: 'attached' });
  await page.click('[data-apply]');
  await onScreen(page, 'service/web configured');
  await type(page, 'kubectl get service web -o jsonpath="{.spec.ports[0].nodePort}"\n');
  expect(await screen(page)).toMatch(/\n30083/);
  await page.locator('[data-editor-options]').click();
  expect(await page.inputValue('[data-editor-keys]')).toBe('emacs');
  expect(await page.isChecked('[data-save-applies]')).toBe(true);
  expect(await page.isChecked('[data-editor-plain]')).toBe(true);
  expect(errors).toEqual([]);
  await context.close();
});

test.concurrent('on a phone the editor is plain, and has all of it in words', async () => {
  let comes = (): void => undefined;
  const coming = new Promise<void>((resolve) => (comes = resolve));
  const { page, context, errors } = await visit(site, '/zh/playground/', {
    viewport: { width: 360, height: 740 },
    colorScheme: 'dark',
    prepare: (of) => of.route('**/lab-*.js', (route) => coming.then(() => route.continue())),
  });
  await page.click('[data-show=bench]');
  await page.click('[data-open-editor]');
  await page.locator('[data-editor-options]').waitFor();
  // There is nothing to choose from yet, and nothing to save.
  expect(await page.locator('[data-file]').isHidden()).toBe(true);
  expect(await page.locator('[data-save]').isDisabled()).toBe(true);
  // A file that is made before there is a cluster is made there.
  await nameFile(page, 'web.yaml');
  comes();
  await chosen(page, 'web.yaml');
  expect(await page.locator('[data-save]').isEnabled()).toBe(true);
  const area = page.locator('[data-editor] textarea.plain-editor');
  await area.fill(REFUSED_SERVICE);
  // The server only tries it, and refuses all the same.
  await page.click('[data-compare]');
  await says(page, '被拒绝');
  expect(await refusal(page).allInnerTexts()).toEqual([`第 10 行 ${REFUSED_PORT}`]);
  await expectAccessible(page, { within: '.editor-pane' });
  await refusal(page).click();
  const selected = (element: unknown): string => {
    const { value, selectionStart, selectionEnd } = element as { value: string } & Record<string, number>;
    return value.slice(selectionStart, selectionEnd);
  };
  expect(await area.evaluate(selected)).toBe('      nodePort: 80');
  await page.keyboard.insertText('      nodePort: 30080');
  // The row of keys types here too, where it has the keyboard.
  for (const key of ['\t', '-', '|']) await page.click(`[data-key="${key}"]`);
  expect(await area.inputValue()).toContain('nodePort: 30080  -|\n');
  for (let i = 0; i < 4; i++) await page.keyboard.press('Backspace');
  await refusal(page).waitFor({ state: 'detached' });
  await page.click('[data-compare]');
  await page.locator('.difference-lines [data-kind=put]').filter({ hasText: '- nodePort: 30080' }).waitFor();
  await expectAccessible(page, { within: '.editor-pane' });
  await page.keyboard.press('Escape');
  await area.press('End');
  await page.keyboard.type(' # mended');
  await page.keyboard.press('Control+s');
  await says(page, '已保存');
  expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);

  // Monaco, and what reads the YAML there, speak the page's language: the parser, and the server of the schema.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.click('[data-editor-options]');
  await page.uncheck('[data-editor-plain]');
  await page.locator('[data-editor] .view-line').first().click();
  await page.keyboard.press('Control+f');
  await page.locator('.find-widget [aria-label="查找"]').first().waitFor();
  // As tall as Monaco has it: it is called as our buttons are.
  expect((await page.locator('.find-widget .codicon-find-next-match').boundingBox())!.height).toBeLessThan(30);
  await page.keyboard.press('Escape');
  await write(page, 'kind: Service: web');
  for (const [line, said] of [
    ['error', '一行里不能嵌套映射'],
    ['warning', '缺少字段“apiVersion”。'],
  ] as const) {
    await page.locator(`[data-editor] .squiggly-${line}`).first().hover({ force: true });
    await page.locator('.monaco-hover').filter({ hasText: said }).waitFor();
  }
  expect(errors).toEqual([]);
  await context.close();
});
