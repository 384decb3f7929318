import { expect, test } from 'vitest';
import { excerptOf } from './search.ts';
import { sectionsOf } from './sections.ts';

test('a lesson is read by its headings, and without its markup', () => {
  const mdx = `import X from 'x';

A [Service](https://example.org) has an \`address\`, not \`<none>\`.

<Run>kubectl get services</Run>

<Run>why</Run>

\`why\` says why: \`shop\`、<Param name="app"/>。

## Ports of \`web\`

| port | is |
| --- | --- |
| \`80\` | **open** |

### Below
`;
  expect(sectionsOf(mdx)).toEqual([
    {
      heading: '',
      text: 'A Service has an address, not <none>. · kubectl get services · why · why says why: shop、。',
    },
    { heading: 'Ports of web', text: 'port · is · 80 · open' },
    { heading: 'Below', text: '' },
  ]);
});

test('an excerpt begins and ends where a word does', () => {
  const around = `${'a Service '.repeat(8)}here 端点${'和一个应用'.repeat(30)}Kubernetes`;
  expect(excerptOf(around, ['端点'])).toMatch(/^… ?(a|Service) .*端点.*(和|一|个|应|用)…$/);
  expect(excerptOf('a Service has Pods', ['pods'])).toBe('a Service has Pods');
  expect(excerptOf(`Kubernetes ${'x'.repeat(300)}`, ['kubernetes'])).toBe('Kubernetes …');
});
