// What a new lesson begins as: complete, passing, and about something that its author will replace.

import { stringify } from 'yaml';
import type { Text } from '#grading/text.ts';

export interface Answers {
  readonly title: Text;
  readonly summary: Text;
  readonly minutes: number;
}

/** The files of the folder, by name. */
export function filesOf({ title, summary, minutes }: Answers): Readonly<Record<string, string>> {
  const head = stringify({ title, summary, minutes }, { lineWidth: 0 });
  return {
    'lesson.yaml': `# yaml-language-server: $schema=../../lesson.schema.json\n${head}${EXERCISES}`,
    'en.mdx': `---\n${stringify({ title: title.en }, { lineWidth: 0 })}---\n${ENGLISH}`,
    'zh.mdx': `---\n${stringify({ title: title.zh }, { lineWidth: 0 })}---\n${CHINESE}`,
  };
}

const EXERCISES = `start: { from: two-apps, nodes: 3, provider: cloud }
exercises:
  # One exercise: an outcome to reach, checks that send requests, hints from a question to a piece of the answer.
  - id: answers
    ask:
      en: "Make the Pods of Deployment \`my-app\` answer at \`http://shop\` inside the cluster."
      zh: "让 Deployment \`my-app\` 的 Pod 在集群内部通过 \`http://shop\` 应答。"
    checks:
      - id: from-a-pod
        ask: { en: "\`http://shop\` answers from a Pod", zh: "在 Pod 里访问 \`http://shop\` 有应答" }
        reach: { from: pod/default/client, url: "http://shop/", body: "Welcome to nginx!" }
    hints:
      - en: "Which object gives Pods a name that stays?"
        zh: "哪种对象能给 Pod 一个不变的名字？"
      - en: "\`kubectl expose\` has a flag for the name."
        zh: "\`kubectl expose\` 有一个参数可以指定名字。"
    solution:
      - kubectl expose deployment my-app --name=shop --port=80
    alternatives:
      - - |-
          kubectl apply -f - <<'Y'
          apiVersion: v1
          kind: Service
          metadata: {name: shop}
          spec:
            selector: {app: my-app}
            ports: [{port: 80}]
          Y
    # A mistake that the checks may let through, and why.
    letsThrough:
      - mutant: "Service/shop: type NodePort"
        because: "It answers inside the cluster all the same, and that is what is asked."
    # A wrong answer that people give: it must be refused by the check that it names, with these words.
    nearMisses:
      - why: { en: "a Service under the Deployment's own name", zh: "Service 用了 Deployment 自己的名字" }
        run: [ kubectl expose deployment my-app --port=80 ]
        fails: from-a-pod
        says: "does not resolve"
`;

const ENGLISH = `
Two applications run in your cluster. One of them is \`my-app\`, two Pods of nginx.

<Run>kubectl get pods -o wide</Run>

## The name that stays

Each Pod has an address of its own, and it goes with the Pod. Callers need something that stays.

<Exercise id="answers"/>

Look at what stands behind the name now:

<Run>kubectl get endpointslices</Run>

<WhenToUse>

Write here when one would use this, and when not.

</WhenToUse>
`;

const CHINESE = `
集群里运行着两个应用，其中一个是 \`my-app\`：两个 nginx Pod。

<Run>kubectl get pods -o wide</Run>

## 不变的名字

每个 Pod 都有自己的地址，Pod 没了，地址也就没了。调用方需要一个不变的东西。

<Exercise id="answers"/>

看看现在这个名字后面是什么：

<Run>kubectl get endpointslices</Run>

<WhenToUse>

在这里写：什么时候用它，什么时候不用。

</WhenToUse>
`;
