// What an embedded page says of itself. Apart from the interface's other words, which <portolan-lab> does not bring along.

export interface EmbedWords {
  /** `{who}`: a host's name. */
  readonly told: string;
  readonly open: string;
  readonly frame: string;
}

const EN: EmbedWords = {
  told: 'What you run here is told to {who}.',
  open: 'Open in Portolan',
  frame: 'A terminal on a simulated Kubernetes cluster',
};
const ZH: EmbedWords = {
  told: '你在这里运行的命令会告知 {who}。',
  open: '在 Portolan 中打开',
  frame: '模拟 Kubernetes 集群上的终端',
};

/** @param locale As in addresses. Without words of its own it gets English ones. */
export const embedWords = (locale: string): EmbedWords => (locale === 'zh' ? ZH : EN);
