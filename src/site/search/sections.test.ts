import { expect, test } from 'vitest';
import { sectionsOf } from './sections.ts';

test('a lesson is read by its headings, and without its markup', () => {
  const mdx = `import X from 'x';

A [Service](https://example.org) has an \`address\`.

<Run>kubectl get services</Run>

## Ports of \`web\`

| port | is |
| --- | --- |
| \`80\` | **open** |

### Below
`;
  expect(sectionsOf(mdx)).toEqual([
    { heading: '', text: 'A Service has an address . kubectl get services' },
    { heading: 'Ports of web', text: 'port is --- --- 80 open' },
    { heading: 'Below', text: '' },
  ]);
});
