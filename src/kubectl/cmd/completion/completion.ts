// kubectl completion: for each shell a script that asks `kubectl __complete` what may come next. The scripts are this project's own.

import type { Command } from '../../command.ts';
import { usageError } from '../../errors.ts';

/** Each asks for the words as they stand; the last one is being typed. */
const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion for kubectl
__kubectl_complete() {
  local typed="\${COMP_WORDS[COMP_CWORD]}" line
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in :*) continue ;; esac
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$typed" 2>/dev/null)
  case "\${COMPREPLY[*]}" in *[=/]) compopt -o nospace 2>/dev/null ;; esac
}
complete -o default -F __kubectl_complete kubectl
`,
  zsh: `#compdef kubectl
compdef _kubectl kubectl
_kubectl() {
  local -a found
  found=(\${(f)"$(\${words[1]} __complete "\${words[2,CURRENT-1]}" "\${words[CURRENT]}" 2>/dev/null | grep -v '^:')"})
  if (( $#found )); then compadd -a found; else _files; fi
}
if [ "$funcstack[1]" = "_kubectl" ]; then _kubectl; fi
`,
  fish: `# fish completion for kubectl
function __kubectl_complete
    set -l words (commandline -opc)
    $words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null | string match -v ':*'
end
complete -c kubectl -a '(__kubectl_complete)'
`,
  powershell: `# powershell completion for kubectl
Register-ArgumentCompleter -Native -CommandName 'kubectl' -ScriptBlock {
    param($typed, $ast, $position)
    $words = @($ast.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($typed -ne '' -and $words.Count -gt 0) { $words = @($words | Select-Object -SkipLast 1) }
    & kubectl __complete @words "$typed" 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
`,
};

export const completion: Command = {
  name: 'completion',
  use: 'completion SHELL [options]',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: `Output shell completion code for the specified shell (bash, zsh, fish, or powershell). The shell must evaluate it before it completes kubectl commands: put it into a file that the shell reads when it starts.

 Portolan's own terminal completes kubectl without it.`,
  examples: `# Completion for the current bash
source <(kubectl completion bash)

# For zsh, in every new shell
kubectl completion zsh > "\${fpath[1]}/_kubectl"

# For the current fish
kubectl completion fish | source

# For powershell
kubectl completion powershell | Out-String | Invoke-Expression`,
  flags: [],
  complete: async () => Object.keys(SCRIPTS),
  async run(factory) {
    const [shell, ...more] = factory.args;
    if (shell === undefined) throw usageError(factory.commandPath, 'Shell not specified.');
    if (more.length > 0) throw usageError(factory.commandPath, 'Too many arguments. Expected only the shell type.');
    const script = SCRIPTS[shell];
    if (script === undefined) throw usageError(factory.commandPath, `Unsupported shell type ${JSON.stringify(shell)}.`);
    factory.out(script);
    return 0;
  },
};
